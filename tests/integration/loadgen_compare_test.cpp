// The real `loadgen compare` with the real servers: what it shows, writes and refuses.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <cstdio>
#include <fstream>
#include <iterator>

#include "tests/support/fault_server.hpp"
#include "tests/support/program.hpp"
#include "tests/support/server_under_test.hpp"

namespace lab {
namespace {

namespace json = boost::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

std::string contents(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// A comparison with its text and its JSON, which keeps to the schema.
struct Compared {
  Finished finished;
  json::value report;
};

/// A place for a report that nothing is left of.
class ReportFile {
 public:
  ~ReportFile() { std::remove(path_.c_str()); }
  const std::string& path() const { return path_; }
  json::value read() const {
    EXPECT_TRUE(is_described_by(path_, "loadgen/report/compare.schema.json"));
    return json::parse(contents(path_));
  }

 private:
  std::string path_ = scratch_path("loadgen_compare.json");
};

Compared compare(std::vector<std::string> arguments) {
  const ReportFile file;
  arguments.insert(arguments.begin(), "compare");
  arguments.insert(arguments.end(), {"--json", file.path()});
  auto finished = run_program("loadgen", arguments);
  EXPECT_EQ(finished.code, 0) << finished.errors;
  return {std::move(finished), file.read()};
}

double number(const json::value& report, const std::string& pointer) {
  return report.at_pointer(pointer).to_number<double>();
}

double good_per_second(const json::value& report, int row, int cell) {
  return number(report, fmt::format("/rows/{}/cells/{}/median/good_per_s", row, cell));
}

std::string target_of(const ServerUnderTest& server) {
  return fmt::format("ours={},admin={}", server.url("/").text(), server.admin_url("/").text());
}

TEST(LoadgenCompare, ShowsThatABlockingCallRuinsTheEventLoopAndNotTheThreads) {
  const auto [finished, report] =
      compare({"--quick", "-d", "1s", "--workloads", "io,blocking", "--servers", "thread,async"});
  EXPECT_THAT(finished.out, AllOf(HasSubstr("thread"), HasSubstr("async"), HasSubstr("blocking")));
  EXPECT_GT(good_per_second(report, 1, 0), 2 * good_per_second(report, 1, 1));
  EXPECT_GT(good_per_second(report, 0, 1), 4 * good_per_second(report, 1, 1));
  if (kSanitized) return;  // then the two take all cores, and CPU a request decides
  EXPECT_EQ(report.at_pointer("/rows/1/verdict/winners").as_array().at(0), "thread");
}

TEST(LoadgenCompare, HoldsEveryRoundOfEveryCell) {
  const auto [finished, report] = compare(
      {"--rounds", "2", "-d", "500ms", "--workloads", "hello", "--servers", "async,hybrid"});
  for (const auto& cell : report.at_pointer("/rows/0/cells").as_array()) {
    const auto& rounds = cell.at("rounds").as_array();
    ASSERT_EQ(rounds.size(), 2u);
    for (const auto& round : rounds) {
      EXPECT_EQ(number(round, "/never_answered"), 0);
      EXPECT_GT(number(round, "/classes/2xx"), 0);
      EXPECT_GT(number(round, "/server/cpu_us_per_request"), 0);
      EXPECT_GE(number(round, "/server/peak_threads"), 1);
    }
  }
  EXPECT_EQ(report.at_pointer("/rows/0/verdict/certainty"), "tested");
}

TEST(LoadgenCompare, PutsRealWorkOnAServerThatDoesAllOfIt) {
  const auto [finished, report] =
      compare({"--quick", "-d", "500ms", "--workloads", "real", "--servers", "async"});
  ASSERT_EQ(report.at("rows").as_array().size(), 6u);
  for (int row = 0; row < 6; ++row) EXPECT_GT(good_per_second(report, row, 0), 0) << row;
  EXPECT_THAT(finished.out, Not(HasSubstr("got an error status")));
  EXPECT_THAT(finished.out, HasSubstr("SQLite computes here"));
}

TEST(LoadgenCompare, MeasuresAServerThatSomebodyElseStarted) {
  const ServerUnderTest server({"--model", "thread"});
  const auto [finished, report] =
      compare({"--quick", "-d", "500ms", "--workloads", "io", "--target", target_of(server)});
  EXPECT_THAT(finished.out, HasSubstr("ours"));
  EXPECT_EQ(number(report, "/rows/0/cells/0/ideal/good_per_s"), 4000);  // its model was asked for
  EXPECT_EQ(server.get("/hello").status, 200);                          // and it was left running
}

TEST(LoadgenCompare, SaysInOneLineThatATargetCannotBeReached) {
  const auto finished = run_program(
      "loadgen", {"compare", "--quick", "--target", "gone=http://127.0.0.1:1,admin=127.0.0.1:1"});
  EXPECT_EQ(finished.code, 1);
  EXPECT_THAT(finished.errors, AllOf(HasSubstr("gone"), HasSubstr("127.0.0.1:1")));
  EXPECT_EQ(std::count(finished.errors.begin(), finished.errors.end(), '\n'), 1);
}

TEST(LoadgenCompare, NamesNobodyAndExitsWith1WhenNoReplyWasGood) {
  FaultServer broken;
  const auto finished = run_program("loadgen", {"compare", "--quick", "-d", "500ms", "--workloads",
                                                "hello", "--target", "broken=" + broken.url("/")});
  EXPECT_EQ(finished.code, 1);
  EXPECT_THAT(finished.out, AllOf(HasSubstr("nobody"), HasSubstr("error status")));
}

TEST(LoadgenCompare, SaysThatItsReportWasLost) {
  const auto command = path_of("loadgen") +
                       " compare --quick -d 500ms --workloads hello --servers async > /dev/full";
  const auto finished = finish(start_captured({"/bin/sh", "-c", command}));
  EXPECT_EQ(finished.code, 1);
  EXPECT_THAT(finished.errors, HasSubstr("cannot write to stdout"));
}

TEST(LoadgenRun, CountsRepliesOfClientsInsideTheWindowAlone) {
  const ServerUnderTest server({"--model", "thread"});
  const ReportFile file;
  const auto finished =
      run_program("loadgen", {"run", server.url("/io?ms=300").text(), "-R", "20/s", "-c", "2", "-d",
                              "500ms", "--warmup", "0", "--json", file.path()});
  ASSERT_EQ(finished.code, 0) << finished.errors;
  const auto report = json::parse(contents(file.path()));
  double by_workers = 0;  // the window's, whoever sent them
  for (const auto& [worker, replies] : report.at("workers").as_object())
    by_workers += replies.to_number<double>();
  EXPECT_EQ(number(report, "/clients/least_replies") + number(report, "/clients/most_replies"),
            by_workers);
}

TEST(LoadgenCompare, FindsOutAtOnceThatItCouldNotWriteItsReport) {
  const auto finished = run_program("loadgen", {"compare", "--json", "/nowhere/report.json"});
  EXPECT_EQ(finished.code, 2);
  EXPECT_THAT(finished.errors, HasSubstr("/nowhere/report.json"));
}

TEST(LoadgenCompare, ReportsWhatItHasWhenItIsInterrupted) {
  const ServerUnderTest server({"--model", "async"});
  const ReportFile file;
  auto child = start_program("loadgen", {"compare", "--workloads", "hello", "--rounds", "1000",
                                         "--target", target_of(server), "--json", file.path()});
  EXPECT_TRUE(eventually([&] { return server.sum("/requests/finished") > 100; }));
  child.send_signal(SIGINT);
  const auto finished = finish(std::move(child));
  EXPECT_EQ(finished.code, 130);
  EXPECT_THAT(finished.out, HasSubstr("Cut short"));
  EXPECT_EQ(number(file.read(), "/rounds_wanted"), 1000);
}

}  // namespace
}  // namespace lab
