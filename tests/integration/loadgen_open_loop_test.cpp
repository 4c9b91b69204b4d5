// `loadgen run` in open loop: freezes, rates, the schedule as the server sees it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "tests/support/loadgen_run.hpp"

namespace lab {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

std::vector<double> gaps(const std::vector<TimePoint>& arrivals) {
  std::vector<double> gaps;
  for (std::size_t i = 1; i < arrivals.size(); ++i) {
    gaps.push_back(to_seconds(arrivals[i] - arrivals[i - 1]));
  }
  return gaps;
}

/// Standard deviation over mean: 0 where all are equal, 1 where they are exponential.
double spread(const std::vector<double>& values) {
  const auto n = static_cast<double>(values.size());
  const auto mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
  double squares = 0;
  for (const auto value : values) squares += (value - mean) * (value - mean);
  return std::sqrt(squares / n) / mean;
}

// --- G8: a server that stops ---

TEST(LoadgenRun, SeesAServerThatStopsOneSecondInFive) {
  FaultServer server;
  const auto run = run_json(server, "/freeze?from=0&for=1000&of=5000",
                            {"-R", "100/s", "-c", "200", "-d", "5s", "--warmup", "0"});
  EXPECT_EQ(run.due(), 500);
  EXPECT_EQ(run.classes(), (Classes{{"2xx", 500}}));
  EXPECT_GE(run.ms("p99"), 900);  // a fifth waits evenly up to 1 s; a hundredth more than 950 ms
  EXPECT_LE(run.ms("p99"), 1100);
  EXPECT_LE(run.ms("p50"), 100);
  const auto seconds = run.good_by_second();
  ASSERT_GE(seconds.size(), 3U);
  EXPECT_LE(seconds[0], 10);  // nothing, then what was due in two seconds, then as ever
  EXPECT_NEAR(static_cast<double>(seconds[1]), 200, 50);
  EXPECT_NEAR(static_cast<double>(seconds[2]), 100, 50);
}

TEST(LoadgenRun, TakesTheBlameForWhatItSentLateItself) {
  FaultServer server;
  RunBeside beside(server, "/ok", {"-R", "1k", "-c", "4", "-d", "3s", "--warmup", "0"});
  server.wait_for_requests(500);
  beside.freeze(1s);
  const auto run = beside.finish();
  EXPECT_EQ(run.report.at("limited_by"), "generator");
  EXPECT_GE(run.real("/generator/send_lag/p90/ms"), 100) << "a third of all was up to 1 s late";
  EXPECT_LE(run.number("/generator/waited"), 300) << "a connection was free for nearly all";
}

TEST(LoadgenRun, SeesTheSameWhenItRunsOutOfConnections) {
  FaultServer server;
  const auto run = run_json(server, "/freeze?from=0&for=200&of=1000",
                            {"-R", "200/s", "-c", "4", "-d", "2s", "--warmup", "0", "--timeout",
                             "500ms"});  // and so the queue is looked at every 50 ms
  EXPECT_EQ(run.classes(), (Classes{{"2xx", 400}}));
  EXPECT_GE(run.ms("p99"), 180);  // of 40 that were due in each freeze
  EXPECT_LE(run.ms("p99"), 400);
  EXPECT_GE(run.number("/generator/waited"), 40);
  EXPECT_GE(run.number("/generator/most_waiting"), 20);
  EXPECT_GE(run.ms("p90"), 50);
  EXPECT_LT(run.real("/service/p90/ms"), run.ms("p90") / 2);  // four of the 40 were under way
  EXPECT_TRUE(run.is_null("/limited_by")) << "all were sent after all";
}

TEST(LoadgenRun, SeesInOpenLoopAFreezeThatClosedLoopHides) {
  FaultServer server;
  const auto open =
      run_json(server, "/freeze", {"-R", "200/s", "-c", "100", "-d", "1s", "--warmup", "0"});
  const auto closed = run_json(server, "/freeze", {"-c", "1", "-d", "1s", "--warmup", "0"});
  EXPECT_GE(open.ms("p90"), 50);    // a fifth of all arrivals meet the freeze, evenly up to 200 ms
  EXPECT_LE(closed.ms("p99"), 50);  // of its thousands of requests one does
  EXPECT_EQ(open.due(), 200);
}

// --- G11: rates ---

TEST(LoadgenRun, SendsTheFirstRequestOfASlowScheduleAtOnce) {
  FaultServer server;
  for (const auto* rate : {"0.2", "12/m"}) {
    const auto run =
        run_json(server, "/ok", {"-R", rate, "-c", "3", "-d", "300ms", "--warmup", "0"});
    EXPECT_EQ(run.classes(), (Classes{{"2xx", 1}})) << rate;
    EXPECT_DOUBLE_EQ(run.real("/plan/loop/rate"), 0.2);
    EXPECT_DOUBLE_EQ(run.measured_s(), 0.3);
  }
  EXPECT_EQ(server.requests(), 2U);
}

TEST(LoadgenRun, TakesTheRateAsTheTotalOfAllConnectionsAndThreads) {
  FaultServer server;
  const auto run =
      run_json(server, "/ok", {"-R", "100", "-c", "50", "-t", "2", "-d", "1s", "--warmup", "0"});
  EXPECT_EQ(run.classes(), (Classes{{"2xx", 100}}));
  EXPECT_EQ(server.requests(), 100U);
  EXPECT_EQ(run.bytes(), server.bytes_sent());
}

TEST(LoadgenRun, SendsTenThousandASecond) {
  FaultServer server;
  const auto run =
      run_json(server, "/ok", {"-R", "10k", "-c", "20", "-d", "200ms", "--warmup", "0"});
  EXPECT_EQ(run.classes(), (Classes{{"2xx", 2000}}));
  EXPECT_EQ(run.opened(), 20);
}

const std::vector<std::string> kTooMuch{"-R", "200/s", "-c", "2", "-d", "500ms", "--warmup", "0"};

TEST(LoadgenRun, MarksARunWhoseServerCannotTakeTheRate) {
  FaultServer server;
  const auto run = run_json(server, "/ok?wait=100", kTooMuch);  // 20/s and no more
  EXPECT_EQ(run.due(), 100);
  EXPECT_EQ(run.count("open"), 2);
  EXPECT_EQ(run.due(), run.count("2xx") + run.count("unsent") + run.count("open"));
  EXPECT_LE(run.count("2xx"), 2 * 26);  // in the time and its grace
  EXPECT_GE(run.count("2xx"), 2);
  EXPECT_LE(run.in_window("attempted_per_s"), 12);
  EXPECT_TRUE(run.at_least("p99"));
  EXPECT_EQ(run.report.at("limited_by"), "connections");
}

TEST(LoadgenRun, SaysWhatRateWasAskedAndAchieved) {
  FaultServer server;
  std::vector<std::string> arguments{"run", server.url("/ok?wait=100")};
  arguments.insert(arguments.end(), kTooMuch.begin(), kTooMuch.end());
  const auto done = loadgen(arguments);
  EXPECT_THAT(done.out, HasSubstr("open loop at 200/s"));
  EXPECT_THAT(done.out, testing::ContainsRegex("asked 200/s, achieved [0-9.]+/s"));
}

TEST(LoadgenRun, IsGoodWhenTheWarmUpsQueueTookTheWholeWindow) {
  FaultServer server;
  const auto run =
      run_json(server, "/ok?wait=50", {"-R", "500/s", "-c", "1", "-d", "300ms", "--warmup", "1s"});
  EXPECT_EQ(run.classes(), (Classes{{"unsent", 150}}));
  EXPECT_GT(run.in_window("good_per_s"), 0);
  EXPECT_EQ(run.code, 0);
}

TEST(LoadgenRun, ReportsArrivalsThatNeverFoundAFreeConnection) {
  FaultServer server;
  const auto run =
      run_json(server, "/stall", {"-R", "100/s", "-c", "5", "-d", "500ms", "--warmup", "0"});
  EXPECT_EQ(run.classes(), (Classes{{"open", 5}, {"unsent", 45}}));
  EXPECT_GE(run.ms("min"), 2000);
  EXPECT_EQ(run.report.at("limited_by"), "connections");
}

// --- G12: the schedule ---

TEST(LoadgenRun, SendsByTheClockNotAfterSleepsAddedUp) {
  FaultServer server;
  const auto run = run_json(server, "/ok", {"-n", "500", "-c", "20", "-R", "500/s"});
  EXPECT_EQ(run.classes(), (Classes{{"2xx", 500}}));
  const auto arrivals = server.arrivals();
  EXPECT_NEAR(to_seconds(arrivals.back() - arrivals.front()), 499 / 500.0, 0.1);
  for (int quarter = 0; quarter < 4; ++quarter) {
    const auto from = arrivals.front() + quarter * 250ms;
    const auto in_quarter = std::count_if(arrivals.begin(), arrivals.end(), [&](TimePoint at) {
      return at >= from && at < from + 250ms;
    });
    EXPECT_NEAR(static_cast<double>(in_quarter), 125, 60) << quarter;
  }
}

TEST(LoadgenRun, SpreadsTheScheduleOverItsConnections) {
  FaultServer server;
  const auto run = run_json(server, "/ok", {"-n", "100", "-c", "20", "-R", "200/s"});
  EXPECT_EQ(run.classes(), (Classes{{"2xx", 100}}));
  EXPECT_EQ(run.number("/clients/asked"), 20);
  EXPECT_GE(run.number("/clients/least_replies"), 2);  // 5 each, if none is ever late
  EXPECT_LE(run.number("/clients/most_replies"), 10);
}

TEST(LoadgenRun, VariesTheGapsOfPoissonArrivalsAndNotOfUniformOnes) {
  FaultServer uniform;
  FaultServer poisson;
  run_json(uniform, "/ok", {"-n", "150", "-c", "20", "-R", "150/s"});
  run_json(poisson, "/ok",
           {"-n", "150", "-c", "20", "-R", "150/s", "--arrivals", "poisson", "--seed", "1"});
  EXPECT_LT(spread(gaps(uniform.arrivals())), 0.5);
  EXPECT_GT(spread(gaps(poisson.arrivals())), 0.7);
}

}  // namespace
}  // namespace lab
