// The real `loadgen capacity` on real servers: what it finds, shows, writes and refuses.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <cstdio>
#include <fstream>
#include <iterator>

#include "tests/support/program.hpp"
#include "tests/support/server_under_test.hpp"

namespace lab {
namespace {

namespace json = boost::json;
using testing::AllOf;
using testing::HasSubstr;

std::string contents(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// A place for a report that nothing is left of.
class ReportFile {
 public:
  ~ReportFile() { std::remove(path_.c_str()); }
  const std::string& path() const { return path_; }
  json::value read() const {
    EXPECT_TRUE(is_described_by(path_, "loadgen/report/capacity.schema.json"));
    return json::parse(contents(path_));
  }

 private:
  std::string path_ = scratch_path("loadgen_capacity.json");
};

struct Searched {
  Finished finished;
  json::value report;

  const json::value& server(std::size_t i = 0) const {
    return report.at("servers").as_array().at(i);
  }
  double rate(const char* key) const { return server().at(key).to_number<double>(); }
  std::string word(const char* key) const { return std::string(server().at(key).as_string()); }
};

Searched capacity(std::vector<std::string> arguments) {
  const ReportFile file;
  arguments.insert(arguments.begin(), {"capacity", "--quick", "--seed", "8"});
  arguments.insert(arguments.end(), {"--json", file.path()});
  auto finished = run_program("loadgen", arguments);
  return {std::move(finished), file.read()};
}

Searched capacity_of(const ServerUnderTest& server, std::string_view target,
                     const std::vector<std::string>& more) {
  std::vector<std::string> arguments{server.url(target).text(), "--admin",
                                     server.admin_url("/").text()};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return capacity(arguments);
}

bool any_step_unknown(const Searched& found) {
  const auto& steps = found.server().at("steps").as_array();
  return std::any_of(steps.begin(), steps.end(),
                     [](const auto& step) { return step.at("verdict") == "unknown"; });
}

/// Wide, since the machine may be busy and steps are short: a queue takes time to grow. On a
/// machine so busy that the generator was late nothing may be known of what fails.
void expect_about(const Searched& found, double capacity) {
  EXPECT_EQ(found.finished.code, 0) << found.finished.errors;
  ASSERT_FALSE(found.server().at("pass_per_s").is_null()) << found.finished.errors;
  EXPECT_GT(found.rate("pass_per_s"), capacity / 3);
  EXPECT_LT(found.rate("pass_per_s"), 1.4 * capacity);
  if (found.server().at("fail_per_s").is_null() && any_step_unknown(found)) return;
  ASSERT_FALSE(found.server().at("fail_per_s").is_null()) << found.finished.errors;
  EXPECT_GT(found.rate("fail_per_s"), found.rate("pass_per_s"));
  EXPECT_LT(found.rate("fail_per_s"), 2.5 * capacity);
}

/// What ran out, where the search came so far that it knows.
void expect_limit(const Searched& found, const std::string& limit) {
  if (!found.server().at("fail_per_s").is_null()) {
    EXPECT_EQ(found.word("limit"), limit) << found.finished.errors;
  }
}

/// Failing by far, since what is late or busy only now and then is not seen by all looks.
TEST(LoadgenCapacitySearch, FindsThatABlockedLoopServesOneRequestAtATime) {
  const ServerUnderTest server({"--model", "async"});
  const auto found =
      capacity_of(server, "/block?ms=10",
                  {"--slo", "p90<200ms", "--start", "40", "--budget", kSanitized ? "7s" : "11s"});
  expect_about(found, 100);
  EXPECT_EQ(found.word("model"), "async");
  EXPECT_THAT(found.finished.out, HasSubstr("p90<200ms"));
  EXPECT_THAT(found.finished.errors,
              AllOf(HasSubstr("grow"), HasSubstr(kSanitized ? "" : "bisect")));
  expect_limit(found, "loop");
}

TEST(LoadgenCapacitySearch, FindsThatTwoWorkersRunOutFirst) {
  if (kSanitized) GTEST_SKIP() << "the same code as of a blocked loop";
  const ServerUnderTest server({"--model", "process", "--workers", "2"});
  const auto found =
      capacity_of(server, "/io?ms=20", {"--slo", "p90<200ms", "--start", "200", "--budget", "2s"});
  EXPECT_EQ(found.finished.code, 1) << "no rate passed";
  EXPECT_TRUE(found.server().at("pass_per_s").is_null());
  EXPECT_EQ(found.server().at("workers"), 2);
  expect_limit(found, "workers");
}

TEST(LoadgenCapacitySearch, CallsItUnknownWhereItsOwnConnectionsWereTheLimit) {
  if (kSanitized) GTEST_SKIP() << "the same code as of a blocked loop";
  const ServerUnderTest server({"--model", "thread"});
  const auto found =
      capacity_of(server, "/io?ms=50",  // two at a time: 40/s
                  {"--slo", "p50<200ms", "-c", "2", "--start", "80", "--budget", "2s"});
  EXPECT_EQ(found.finished.code, 1) << "nothing is known";
  EXPECT_TRUE(found.server().at("fail_per_s").is_null()) << found.finished.errors;
  EXPECT_THAT(found.finished.errors, HasSubstr("unknown"));
  EXPECT_THAT(found.finished.out, HasSubstr("the load generator was the limit"));
}

TEST(LoadgenCapacitySearch, SaysThatTheHighestRateItMayOfferPasses) {
  if (kSanitized) GTEST_SKIP() << "the same code as of a blocked loop";
  const ServerUnderTest server({"--model", "thread"});
  const auto found =
      capacity_of(server, "/hello",
                  {"--slo", "p50<200ms", "--max-rate", "80", "--start", "80", "--step", "1s"});
  EXPECT_EQ(found.finished.code, 0) << found.finished.errors;
  EXPECT_EQ(found.word("conclusion"), "never_failed");
  EXPECT_EQ(found.rate("pass_per_s"), 80);
}

TEST(LoadgenCapacitySearch, ShowsItsOwnServersSideBySide) {
  const ReportFile file;
  const auto html = scratch_path("loadgen_capacity.html");
  const auto finished =
      run_program("loadgen", {"capacity", "--servers", "thread,async", "--workload", "io:20",
                              "--step", "1s", "--budget", "1s", "--slo", "p50<200ms", "--start",
                              "100", "--json", file.path(), "--html", html});
  EXPECT_EQ(finished.code, 0) << finished.errors;
  const auto report = file.read();
  ASSERT_EQ(report.at("servers").as_array().size(), 2u);
  EXPECT_EQ(report.at_pointer("/servers/1/model"), "async");
  EXPECT_EQ(report.at_pointer("/servers/1/conclusion"), "out_of_time");
  EXPECT_EQ(report.at("target"), "/work?do=io:20");
  EXPECT_THAT(finished.out, AllOf(HasSubstr("thread"), HasSubstr("async"), HasSubstr("last pass")));
  EXPECT_THAT(contents(html), HasSubstr("every step in its order"));
  std::remove(html.c_str());
}

TEST(LoadgenCapacitySearch, ReportsWhatItHasWhenItIsInterrupted) {
  const ServerUnderTest server({"--model", "async"});
  const ReportFile file;
  auto child = start_program(
      "loadgen", {"capacity", server.url("/hello").text(), "--admin", server.admin_url("/").text(),
                  "--start", "100", "--step", "1s", "--json", file.path()});
  EXPECT_TRUE(eventually([&] { return server.sum("/requests/finished") > 200; }));  // the 2nd step
  child.send_signal(SIGINT);
  const auto finished = finish(std::move(child));
  EXPECT_EQ(finished.code, 130);
  EXPECT_THAT(finished.out, HasSubstr("Cut short"));
  EXPECT_EQ(file.read().at_pointer("/servers/0/conclusion"), "interrupted");
}

TEST(LoadgenCapacitySearch, FailsWithWhatItHasWhenTheServerGoesAway) {
  if (kSanitized) GTEST_SKIP() << "the same code as of an interruption";
  ServerUnderTest server({"--model", "async"});
  const ReportFile file;
  auto child = start_program("loadgen", {"capacity", server.url("/hello").text(), "--start", "300",
                                         "--step", "1s", "--json", file.path()});
  EXPECT_TRUE(eventually([&] { return server.sum("/requests/finished") > 200; }));  // the 1st step
  server.stop();
  const auto finished = finish(std::move(child));
  EXPECT_EQ(finished.code, 1);
  EXPECT_THAT(finished.out, HasSubstr("The search broke off"));
  const auto report = file.read();
  const auto& server_found = report.at_pointer("/servers/0");
  EXPECT_FALSE(server_found.at("trouble").as_string().empty());
  EXPECT_TRUE(server_found.at("model").is_null()) << "without an admin port";
  EXPECT_TRUE(server_found.at("cpu_s_per_request").is_null());
  EXPECT_EQ(server_found.at("limit"), "unknown");
}

TEST(LoadgenCapacitySearch, DoesNotCallErrorRepliesAPass) {
  if (kSanitized) GTEST_SKIP() << "the same code as of a blocked loop";
  const ServerUnderTest server({"--model", "async"});
  const auto found = capacity({server.url("/no/such/page").text(), "--slo", "p99<200ms", "--start",
                               "40", "--budget", "2s"});
  EXPECT_EQ(found.finished.code, 1);
  EXPECT_TRUE(found.server().at("pass_per_s").is_null());
  EXPECT_EQ(found.rate("fail_per_s"), 40);
  EXPECT_THAT(found.finished.out, HasSubstr("none was shown to pass"));
}

// --- what it refuses ---

void expect_refused(const std::vector<std::string>& arguments, ExitCode code,
                    const std::string& part) {
  auto all = arguments;
  all.insert(all.begin(), "capacity");
  const auto finished = run_program("loadgen", all);
  EXPECT_EQ(finished.code, code);
  EXPECT_EQ(finished.out, "");
  EXPECT_THAT(finished.errors, HasSubstr(part));
  EXPECT_EQ(std::count(finished.errors.begin(), finished.errors.end(), '\n'), 1) << finished.errors;
}

TEST(LoadgenCapacitySearch, RefusesBadOptionsInOneLine) {
  expect_refused({"--slo", "p99>100ms"}, 2, "'p99>100ms' is no upper limit");
  expect_refused({"--admin", "http://127.0.0.1:1"}, 2, "--admin");
  expect_refused({"--servers", "async", "--workload", "fly:40"}, 2, "step 'fly:40' is not io:MS");
  expect_refused({"--html", "/nowhere/report.html"}, 2, "/nowhere/report.html");
  expect_refused({"https://127.0.0.1:1/", "--cacert", "/dev/null"}, 2,
                 "--cacert: '/dev/null' holds no certificates to trust (PEM)");
}

TEST(LoadgenCapacitySearch, SaysInOneLineWhatItCannotReach) {
  expect_refused({"http://127.0.0.1:1/"}, 1, "127.0.0.1:1");
}

}  // namespace
}  // namespace lab
