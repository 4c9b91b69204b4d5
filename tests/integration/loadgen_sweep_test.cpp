// The real `loadgen sweep` with the real server: what it finds, writes and refuses.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <cstdio>

#include "common/json_file.hpp"
#include "tests/support/fault_server.hpp"
#include "tests/support/program.hpp"
#include "tests/support/server_under_test.hpp"

namespace lab {
namespace {

namespace json = boost::json;
using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

/// A place for a report that nothing is left of.
class ReportFile {
 public:
  explicit ReportFile(const std::string& ending) : path_(scratch_path("sweep." + ending)) {}
  ~ReportFile() { std::remove(path_.c_str()); }
  const std::string& path() const { return path_; }
  std::string text() const { return *read_text(path_, 1 << 24); }
  json::value read() const {
    EXPECT_TRUE(is_described_by(path_, "loadgen/report/sweep.schema.json"));
    return json::parse(text());
  }

 private:
  std::string path_;
};

/// A sweep with its text and its JSON, which keeps to the schema.
struct Swept {
  Finished finished;
  json::value report;

  double step(std::size_t index, const std::string& pointer) const {
    return report.at_pointer(fmt::format("/servers/0/steps/{}{}", index, pointer))
        .to_number<double>();
  }
};

Swept sweep(std::vector<std::string> arguments) {
  const ReportFile file("json");
  arguments.insert(arguments.begin(), "sweep");
  arguments.insert(arguments.end(), {"--json", file.path()});
  auto finished = run_program("loadgen", arguments);
  EXPECT_EQ(finished.code, 0) << finished.errors;
  return {std::move(finished), file.read()};
}

TEST(LoadgenSweep, FindsThatTwoWorkersAreEnoughForTwoClients) {
  const ServerUnderTest server({"--model", "process", "--workers", "2"});
  const auto swept =
      sweep({server.url("/io?ms=20").text(), "--admin", server.admin_url("/").text(), "--quick",
             "-d", "500ms", "--warmup", "300ms", "--connections", "1,2,4,8"});
  EXPECT_GT(swept.step(1, "/good_per_s"), 1.5 * swept.step(0, "/good_per_s"));
  EXPECT_LT(swept.step(3, "/good_per_s"), 1.3 * swept.step(1, "/good_per_s"));
  EXPECT_GT(swept.step(3, "/mean/ms"), 2 * swept.step(1, "/mean/ms"));
  EXPECT_EQ(swept.step(0, "/predicted/good_per_s"), 50);
  EXPECT_EQ(swept.step(3, "/predicted/good_per_s"), 100);
  const auto knee = swept.report.at_pointer("/servers/0/knee/at").to_number<double>();
  EXPECT_GT(knee, 1);
  EXPECT_LT(knee, 4);
  EXPECT_EQ(swept.report.at_pointer("/servers/0/scalability/refused"), "too_few_loads");
  EXPECT_THAT(swept.finished.out, AllOf(HasSubstr("process, 2 workers"), HasSubstr("Knee: ")));
  EXPECT_EQ(server.get("/hello").status, 200) << "it was left running";
}

TEST(LoadgenSweep, FindsTheRateThatALoopCannotKeepUpWith) {
  if (kSanitized) GTEST_SKIP() << "the same code as of two workers, and rates are tested by advise";
  const ServerUnderTest server({"--model", "async"});
  const auto swept =
      sweep({server.url("/block?ms=10").text(), "--admin", server.admin_url("/").text(), "--quick",
             "--warmup", "300ms", "--rates", "10,300"});
  EXPECT_GT(swept.step(1, "/mean/ms"), 5 * swept.step(0, "/mean/ms"));
  EXPECT_LT(swept.step(1, "/good_per_s"), 150) << "one loop does 100/s";
  EXPECT_EQ(swept.report.at_pointer("/servers/0/knee/at"), 10) << swept.finished.out;
  EXPECT_EQ(swept.report.at_pointer("/servers/0/knee/passed_at"), 300);
  const auto& steps = swept.report.at_pointer("/servers/0/steps").as_array();
  EXPECT_TRUE(steps[1].at_pointer("/predicted/mean_ms").is_null()) << "the queue grows for ever";
  EXPECT_TRUE(swept.report.at_pointer("/servers/0/scalability").is_null());
}

TEST(LoadgenSweep, StartsServersOfItsOwnAndMeasuresEveryRoundOfEach) {
  if (kSanitized) GTEST_SKIP() << "the same code as of two workers, and of capacity's own servers";
  const auto swept = sweep({"--servers", "thread,async", "--workload", "block:10", "--rounds", "2",
                            "-d", "500ms", "--warmup", "200ms", "--connections", "8"});
  const auto& servers = swept.report.at("servers").as_array();
  ASSERT_EQ(servers.size(), 2u);
  for (const auto& server : servers) {
    for (const auto& step : server.at("steps").as_array()) {
      for (const auto& round : step.at("rounds").as_array())
        EXPECT_GT(round.at("good_per_s").to_number<double>(), 0);
    }
  }
  const auto most = [&](int server) {
    const auto pointer = fmt::format("/servers/{}/steps/0/good_per_s", server);
    return swept.report.at_pointer(pointer).to_number<double>();
  };
  EXPECT_GT(most(0), 3 * most(1)) << "a loop serves one at a time";
  EXPECT_THAT(swept.finished.out, HasSubstr("Medians of 2 rounds"));
}

TEST(LoadgenSweep, WritesAPageWithChartsInPlaceOfItsText) {
  if (kSanitized) GTEST_SKIP() << "the same code as of two workers; the page has unit tests";
  const ServerUnderTest server({"--model", "thread"});
  const auto finished =
      run_program("loadgen", {"sweep", server.url("/io?ms=5").text(), "--quick", "-d", "500ms",
                              "--warmup", "0", "--connections", "1", "--html", "-"});
  EXPECT_EQ(finished.code, 0) << finished.errors;
  EXPECT_THAT(finished.out, AllOf(StartsWith("<!DOCTYPE html>"), EndsWith("</html>\n"),
                                  HasSubstr("Good replies a second")));
}

TEST(LoadgenSweep, ReportsWhatItHasWhenItIsInterrupted) {
  const ServerUnderTest server({"--model", "async"});
  const ReportFile file("json");
  auto child = start_program(
      "loadgen", {"sweep", server.url("/io?ms=5").text(), "--rounds", "1000", "--connections",
                  "1,2", "-d", "500ms", "--warmup", "0", "--json", file.path()});
  EXPECT_TRUE(eventually([&] { return server.sum("/requests/finished") > 300; }));
  child.send_signal(SIGINT);
  const auto finished = finish(std::move(child));
  EXPECT_EQ(finished.code, 130);
  EXPECT_THAT(finished.out, HasSubstr("Cut short: "));
  EXPECT_EQ(file.read().at("rounds_wanted"), 1000);
}

TEST(LoadgenSweep, SaysInOneLineThatAServerCannotBeReached) {
  const auto finished = run_program("loadgen", {"sweep", "http://127.0.0.1:1/", "--quick"});
  EXPECT_EQ(finished.code, 1);
  EXPECT_THAT(finished.errors, AllOf(StartsWith("loadgen sweep: "), HasSubstr("127.0.0.1:1")));
  EXPECT_EQ(std::count(finished.errors.begin(), finished.errors.end(), '\n'), 1);
}

TEST(LoadgenSweep, ExitsWith1WhenNoReplyWasGood) {
  FaultServer broken;
  const auto finished = run_program(
      "loadgen", {"sweep", broken.url("/"), "--quick", "-d", "500ms", "--connections", "1"});
  EXPECT_EQ(finished.code, 1);
  EXPECT_THAT(finished.out, HasSubstr("more than 1 % of the requests got no good reply"));
}

TEST(LoadgenSweep, RefusesBadOptionsBeforeAnythingRuns) {
  const std::vector<std::pair<std::vector<std::string>, std::string>> cases{
      {{"sweep"}, "URL is missing"},
      {{"sweep", "http://x", "--connections", "4,0"}, "--connections: '0'"},
      {{"sweep", "http://x", "--rates", "fast"}, "--rates: 'fast'"},
      {{"sweep", "https://x", "--cacert", "/dev/null"}, "--cacert: '/dev/null' holds no"},
      {{"sweep", "http://x", "--html", "/no/such/folder/x"}, "--html: cannot write"}};
  for (const auto& [arguments, says] : cases) {
    const auto finished = run_program("loadgen", arguments);
    EXPECT_EQ(finished.code, 2) << says;
    EXPECT_THAT(finished.errors, HasSubstr(says));
    EXPECT_EQ(std::count(finished.errors.begin(), finished.errors.end(), '\n'), 1);
  }
}

}  // namespace
}  // namespace lab
