// `loadgen run` as a program: its options, limits, memory, signals, pipes and JSON.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <cstdio>

#include "tests/support/loadgen_run.hpp"
#include "tests/support/server_under_test.hpp"

namespace lab {
namespace {

using namespace std::chrono_literals;
using testing::ContainsRegex;
using testing::HasSubstr;

// --- G11, G17: usage errors ---

TEST(LoadgenRun, RefusesABadFlagInOneLine) {
  FaultServer server;
  for (const std::vector<std::string>& options : {std::vector<std::string>{"-c", "0"},
                                                  {"-R", "0"},
                                                  {"-R", "-5"},
                                                  {"-R", "nan"},
                                                  {"-R", "inf"},
                                                  {"-d", "5"},
                                                  {"-H", "no colon"},
                                                  {"-H", "A: b\rC: d"},
                                                  {"-H", "A: b\r\nC: d"},
                                                  {"-H", "A: b\nC: d"},
                                                  {"--unknown"},
                                                  {"--mix", "0 /ok"},
                                                  {"-c", "100000000"}}) {
    std::vector<std::string> arguments{"run", server.url("")};
    arguments.insert(arguments.end(), options.begin(), options.end());
    const auto done = loadgen(arguments);
    EXPECT_EQ(done.code, 2) << options[0];
    EXPECT_EQ(done.out, "");
    EXPECT_THAT(done.errors, ContainsRegex("^loadgen run: [^\n\r]+\n$"));
  }
  EXPECT_EQ(server.requests(), 0U);
}

TEST(Loadgen, ListsItsCommandsAndRefusesOthers) {
  EXPECT_THAT(loadgen({"--help"}).out, HasSubstr("loadgen run"));
  EXPECT_EQ(loadgen({"--help"}).code, 0);
  EXPECT_EQ(loadgen({}).code, 2);
  EXPECT_EQ(loadgen({"walk"}).code, 2);
}

/// What `command` of /bin/sh ends with.
int shell(const std::string& command) {
  return finish(start_captured({"/bin/sh", "-c", command})).code;
}

TEST(Loadgen, EndsAsItWouldWhereStandardErrorTakesNothing) {
  const auto program = path_of("loadgen");
  EXPECT_EQ(shell(program + " walk 2> /dev/full"), 2);
  EXPECT_EQ(shell(program + " 2> /dev/full"), 2);
  EXPECT_EQ(shell(program + " plan --demand 0 2>&-"), 2);
}

TEST(LoadgenCapacity, KeepsItsReportWhenWhoReadsItsProgressLeaves) {
  FaultServer server;
  const auto finished = finish(start_captured(
      {"/bin/sh", "-c",
       fmt::format("{} capacity {} --quick --step 1s --budget 2s --json - 2> /dev/full",
                   path_of("loadgen"), server.url("/ok"))}));
  EXPECT_LE(finished.code, 1);
  EXPECT_THAT(finished.out, HasSubstr("\"servers\""));
}

// --- G14: memory ---

TEST(LoadgenRun, NeedsNoMoreMemoryTheLongerItRuns) {
  FaultServer server;
  RunBeside beside(server, "/ok", {"-c", "4", "-d", "10m", "--warmup", "0"});
  server.wait_for_requests(1000);
  const auto before = beside.memory();
  server.wait_for_requests(10'000);
  const auto after = beside.memory();
  beside.interrupt();
  EXPECT_EQ(beside.finish().code, 130);
  EXPECT_GT(before, 0U);
  EXPECT_LE(after, before + (kSanitized ? 256 : 4) * 1024 * 1024);
}

// --- G15: descriptors ---

/// loadgen under limits of open files that `ulimit` takes.
Finished under_limit(const std::string& limit, const std::vector<std::string>& arguments) {
  std::vector<std::string> argv{"/bin/sh", "-c", "ulimit " + limit + " && exec \"$0\" \"$@\"",
                                path_of("loadgen")};
  argv.insert(argv.end(), arguments.begin(), arguments.end());
  return finish(start_captured(argv));
}

TEST(LoadgenRun, RefusesMoreConnectionsThanItMayOpenBeforeItStarts) {
  FaultServer server;
  const auto done = under_limit("-n 64", {"run", server.url("/ok"), "-c", "100"});
  EXPECT_EQ(done.code, 2);
  EXPECT_EQ(done.out, "");
  EXPECT_THAT(done.errors, ContainsRegex("^loadgen run: --connections: 100 connections need more "
                                         "than the 64 open files [^\n]+ulimit -Hn\n$"));
  EXPECT_EQ(server.requests(), 0U);
}

TEST(LoadgenRun, RaisesItsLimitOfOpenFilesAsFarAsItMay) {
  FaultServer server;
  const auto started = Clock::now();
  const auto done =
      under_limit("-S -n 32", json_run({server.url("/ok")}, {"-c", "100", "-n", "200"}));
  const auto run = checked(done, started);
  EXPECT_EQ(run.classes(), (Classes{{"2xx", 200}}));
  EXPECT_EQ(run.opened(), 100);
}

// --- G18: Ctrl-C, pipes ---

TEST(LoadgenRun, ReportsWhatItHasWhenInterrupted) {
  FaultServer server;
  RunBeside beside(server, "/ok", {"-c", "2", "-d", "10m", "--warmup", "0"});
  server.wait_for_requests(100);
  beside.interrupt();
  const auto run = beside.finish();
  EXPECT_EQ(run.code, 130);
  EXPECT_GE(run.count("2xx"), 90);
  EXPECT_LE(run.count("open"), 2);
  EXPECT_EQ(run.due(), run.count("2xx") + run.count("open"));
  EXPECT_LT(run.measured_s(), 60);
}

TEST(LoadgenRun, WaitsForNoReplyOnceInterrupted) {
  FaultServer server;
  RunBeside beside(server, "/stall", {"-c", "3", "-d", "10m", "--warmup", "0"});
  server.wait_for_requests(3);
  beside.interrupt();
  const auto run = beside.finish();
  EXPECT_EQ(run.code, 130);
  EXPECT_EQ(run.classes(), (Classes{{"open", 3}}));
  EXPECT_LT(run.wall, 30s);
}

TEST(LoadgenRun, TakesTwoSignalsAtOnceForOneAsTimeoutSendsThem) {
  FaultServer server;
  RunBeside beside(server, "/ok?wait=5", {"-c", "2", "-d", "10m", "--warmup", "0"});
  server.wait_for_requests(10);
  beside.interrupt();
  beside.interrupt();
  const auto run = beside.finish();
  EXPECT_EQ(run.code, 130);
  EXPECT_GE(run.count("2xx"), 8);
}

TEST(LoadgenRun, QuitsAtASecondCtrlCWhileItStillConnects) {
  const FaultServer server({.at_accept = AtAccept::kLeave});
  const auto started = Clock::now();
  auto child = start_loadgen({"run", "https://" + server.authority() + "/", "-n", "1"});
  while (Clock::now() < started + 20s) {  // the first is remembered, one 300 ms later ends it
    child.send_signal(SIGINT);
    if (const auto code = child.wait(350ms)) {
      EXPECT_EQ(*code, 130);
      break;
    }
  }
  EXPECT_LT(Clock::now() - started, 4s) << "before the handshake has timed out";
}

TEST(LoadgenRun, MeasuresNothingWhenInterruptedInTheWarmup) {
  FaultServer server;
  RunBeside beside(server, "/ok?wait=5", {"-c", "2", "-d", "10m", "--warmup", "10m"});
  server.wait_for_requests(10);
  beside.interrupt();
  const auto run = beside.finish();
  EXPECT_EQ(run.code, 130);
  EXPECT_EQ(run.due(), 0);
  EXPECT_EQ(run.number("/clients/asked"), 0);
  EXPECT_TRUE(run.report.at("seconds").as_array().empty());
}

TEST(LoadgenRun, WritesNoEscapeCodesAndNoProgressIntoAPipe) {
  FaultServer server;
  const auto done = loadgen({"run", server.url("/ok"), "-n", "10", "-c", "2"});
  EXPECT_EQ(done.errors, "");
  EXPECT_EQ(done.out.find('\x1b'), std::string::npos);
  EXPECT_EQ(done.out.find('\r'), std::string::npos);
}

// --- the JSON ---

TEST(LoadgenRun, WritesJsonThatItsSchemaDescribes) {
  FaultServer server;
  const auto file = scratch_path("loadgen_run.json");
  for (const std::vector<std::string>& options :
       {std::vector<std::string>{"-n", "10"},
        {"-R", "100/s", "-d", "200ms", "--warmup", "0"},
        {"-n", "1000", "--rounds", "3", "--expect", "p99<1h", "--expect", "errors<1%"},
        {"-c", "4", "-d", "600ms", "--warmup", "0", "--expect", "rate>0.01"}}) {
    std::vector<std::string> arguments{"run", server.url("/ok"), "--json", file};
    arguments.insert(arguments.end(), options.begin(), options.end());
    EXPECT_EQ(loadgen(arguments).code, 0);
    EXPECT_TRUE(is_described_by(file, "loadgen/report/run.schema.json"));
  }
  std::remove(file.c_str());
}

}  // namespace
}  // namespace lab
