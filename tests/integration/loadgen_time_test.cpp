// `loadgen run` and time: timeouts, freezes, the end of a run, percentiles of what was seen.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/loadgen_run.hpp"

namespace lab {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

constexpr double kGraceMs = 2000;

// --- G6, G7: never answered ---

TEST(LoadgenRun, ReportsWhatWasNeverAnsweredAsABoundNotAsANumber) {
  FaultServer server;
  const auto done =
      loadgen({"run", server.url("/stall"), "-c", "2", "-d", "300ms", "--warmup", "0"});
  EXPECT_EQ(done.code, 1);
  EXPECT_THAT(done.out, HasSubstr("sent 2 = 0 answered + 0 failed + 2 open"));
  EXPECT_THAT(done.out, HasSubstr(">=2."));  // 300 ms and the grace of 2 s
  EXPECT_THAT(done.out, HasSubstr("2 asked, 2 never answered"));
  EXPECT_THAT(done.out, Not(testing::AnyOf(HasSubstr("nan"), HasSubstr("inf"))));
}

TEST(LoadgenRun, LeavesRequestsOpenThatAServerNeverAnswers) {
  FaultServer server;
  const auto run = run_json(server, "/stall", {"-c", "3", "-d", "200ms", "--warmup", "0"});
  EXPECT_EQ(run.classes(), (Classes{{"open", 3}}));
  EXPECT_EQ(server.requests(), 3U);
  EXPECT_GE(run.ms("min"), kGraceMs);  // in the distribution at their age
  EXPECT_EQ(run.number("/clients/never_answered"), 3);
  EXPECT_EQ(run.bytes(), 0U);
  EXPECT_EQ(run.code, 1);
}

/// In closed loop a client that waits since the warm-up is not due again.
TEST(LoadgenRun, KnowsNoFiguresWhereNothingWasDue) {
  FaultServer server;
  const auto run = run_json(server, "/stall", {"-c", "3", "-d", "200ms", "--warmup", "200ms"});
  EXPECT_EQ(run.due(), 0);
  EXPECT_EQ(run.in_window("completed_per_s"), 0);
  EXPECT_EQ(run.number("/clients/never_answered"), 3);
  EXPECT_EQ(run.code, 1);
  const auto done =
      loadgen({"run", server.url("/stall"), "-c", "3", "-d", "200ms", "--warmup", "200ms"});
  EXPECT_THAT(done.out, testing::ContainsRegex("p50 +n/a +n/a"));
  EXPECT_THAT(done.out, HasSubstr("3 asked, 3 never answered"));
}

// --- G7: slower than the timeout, frozen ---

TEST(LoadgenRun, CountsATimeoutOnceAtNoLessThanItsAge) {
  FaultServer server;
  const auto run = run_json(server, "/stall", {"-n", "4", "-c", "2", "--timeout", "100ms"});
  EXPECT_EQ(run.classes(), (Classes{{"timeout", 4}}));
  EXPECT_GE(run.ms("min"), 100);
  EXPECT_TRUE(run.at_least("p50"));
  EXPECT_EQ(run.opened(), 4);
  EXPECT_EQ(run.code, 1);
}

TEST(LoadgenRun, DoesNotCountAReplyThatComesAfterTheTimeout) {
  FaultServer server;
  const auto run = run_json(server, "/ok?wait=400", {"-n", "6", "-c", "3", "--timeout", "150ms"});
  EXPECT_EQ(run.classes(), (Classes{{"timeout", 6}}));
  EXPECT_EQ(run.bytes(), 0U);
  EXPECT_EQ(run.in_window("completed_per_s"), 0);
}

TEST(LoadgenRun, KeepsTheMedianExactBesideAFewUnanswered) {
  FaultServer server;
  const auto run = run_json(
      server, "",
      {"--mix", "9 /ok", "--mix", "1 /stall", "-n", "100", "-c", "4", "--timeout", "100ms"});
  EXPECT_EQ(run.classes(), (Classes{{"2xx", 90}, {"timeout", 10}}));
  EXPECT_EQ(run.classes("/entries/0/classes"), (Classes{{"2xx", 90}}));
  EXPECT_EQ(run.classes("/entries/1/classes"), (Classes{{"timeout", 10}}));
  EXPECT_TRUE(run.at_least("p99"));
  EXPECT_FALSE(run.at_least("p50"));
  EXPECT_EQ(run.bytes(), server.bytes_sent());
}

TEST(LoadgenRun, KeepsAFreezeInTheMiddleInTheDistribution) {
  FaultServer server;
  const auto run = run_json(server, "/freeze?from=200&for=500&of=60000",
                            {"-c", "4", "-d", "1s", "--warmup", "0"});
  EXPECT_EQ(run.classes(), (Classes{{"2xx", run.due()}}));
  EXPECT_EQ(server.requests(), static_cast<std::uint64_t>(run.due()));
  EXPECT_GE(run.ms("max"), 400);  // one request of each client
  EXPECT_LE(run.ms("p50"), 100);
  EXPECT_EQ(run.opened(), 4);
}

TEST(LoadgenRun, KeepsAFreezeUntilTheEndInTheDistribution) {
  FaultServer server;
  const auto run = run_json(server, "/freeze?from=200&for=60000&of=60000",
                            {"-c", "4", "-d", "500ms", "--warmup", "0"});
  EXPECT_GE(run.count("2xx"), 20);
  EXPECT_EQ(run.classes(), (Classes{{"2xx", run.due() - 4}, {"open", 4}}));
  EXPECT_GE(run.ms("max"), kGraceMs);
  EXPECT_TRUE(run.at_least("max"));
  EXPECT_EQ(run.number("/clients/never_answered"), 0);  // before the freeze all were
  EXPECT_EQ(run.in_window("good_per_s"), run.count("2xx"));
  EXPECT_EQ(run.code, 0);
}

TEST(LoadgenRun, EndsAFreezeInTheTimeoutAndGoesOn) {
  FaultServer server;
  const auto run = run_json(server, "/freeze?from=200&for=400&of=60000",
                            {"-c", "2", "-d", "1s", "--warmup", "0", "--timeout", "100ms"});
  EXPECT_GE(run.count("timeout"), 2);
  EXPECT_LE(run.count("timeout"), 2 * 5);
  EXPECT_EQ(run.due(), run.count("2xx") + run.count("timeout"));
  EXPECT_EQ(run.number("/connections/reopened"), run.count("timeout"));
  EXPECT_GE(run.ms("max"), 100);
}

// --- G10: percentiles of few and of many ---

TEST(LoadgenRun, MarksAPercentileWithFewerThanTenSamplesAbove) {
  FaultServer server;
  const auto few = run_json(server, "/ok", {"-n", "5", "-c", "2"});
  EXPECT_TRUE(few.few_samples("p50"));
  EXPECT_TRUE(few.few_samples("p99"));
  const auto many = run_json(server, "/ok", {"-n", "2000", "-c", "4"});
  EXPECT_FALSE(many.few_samples("p50"));
  EXPECT_FALSE(many.few_samples("p99"));
  EXPECT_TRUE(many.few_samples("p99.9"));
}

TEST(LoadgenRun, ExplainsItsMarkInTheText) {
  FaultServer server;
  const auto done = loadgen({"run", server.url("/ok"), "-n", "1"});
  EXPECT_THAT(done.out, testing::ContainsRegex("latency .*[0-9][a-z]*s\\*"));
  EXPECT_THAT(done.out, HasSubstr("*  fewer than ten samples lie above it"));
}

// --- G13: how long a run takes ---

TEST(LoadgenRun, MeasuresForAsLongAsItWasTold) {
  FaultServer server;
  for (const auto& [text, seconds] : {std::pair{"500ms", 0.5}, {"1.5s", 1.5}}) {
    const auto run = run_json(server, "/ok?wait=10", {"-d", text, "-c", "2", "--warmup", "100ms"});
    EXPECT_DOUBLE_EQ(run.measured_s(), seconds);
    EXPECT_EQ(run.classes(), (Classes{{"2xx", run.due()}}));
    EXPECT_GE(server.requests(), static_cast<std::uint64_t>(run.due()));  // the warm-up's too
    EXPECT_LE(to_seconds(run.wall), seconds + 5);
  }
}

TEST(LoadgenRun, TakesMinutesAndSecondsTogether) {
  FaultServer server;
  RunBeside beside(server, "/ok?wait=10", {"-d", "2m30s", "-c", "1"});
  server.wait_for_requests(1);
  beside.interrupt();
  EXPECT_EQ(beside.finish().real("/plan/duration_s"), 150);
}

TEST(LoadgenRun, WaitsForOpenRequestsAndRatesOnlyWhatCameInTime) {
  FaultServer server;
  const auto run = run_json(server, "/ok?wait=400", {"-c", "2", "-d", "600ms", "--warmup", "0"});
  EXPECT_EQ(run.classes(), (Classes{{"2xx", 4}}));  // each client at 0 and 400 ms
  EXPECT_EQ(run.in_window("good_per_s"), 2);        // those that ended at 800 ms came too late
  EXPECT_EQ(run.bytes(), 2 * fault_reply("/ok").size());
  EXPECT_DOUBLE_EQ(run.measured_s(), 0.6);
  EXPECT_GE(to_seconds(run.wall), 0.8);
  EXPECT_GE(run.ms("min"), 400);
}

}  // namespace
}  // namespace lab
