// Rates, and when the generator calls itself the limit.
#include "loadgen/stats/run_summary.hpp"

#include <gtest/gtest.h>

namespace lab {
namespace {

using namespace std::chrono_literals;

LoadPlan open_plan() {
  LoadPlan plan;
  plan.mix = {{1, "/"}};
  plan.open_loop = OpenLoop{{100}, ArrivalKind::kUniform};
  return plan;
}

/// 1000 requests due and answered in 10 s.
RunResult good_result() {
  RunResult result;
  result.measured = 10s;
  EntryFacts entry;
  entry.due = 1000;
  for (int i = 0; i < 1000; ++i) entry.outcomes.add(Outcome::k2xx);
  entry.latency.answered.record(20'000'000, 1000);
  entry.good_in_window = 990;
  result.entries = {entry};
  result.attempted = 1000;
  result.completed = 1000;
  result.send_lag.record(100'000, 1000);
  result.threads = {{1s, 10s}};
  return result;
}

TEST(RunSummary, DividesByTheWindow) {
  const auto summary = summarize(open_plan(), good_result());
  EXPECT_DOUBLE_EQ(*summary.good, 99);
  EXPECT_DOUBLE_EQ(*summary.completed, 100);
  EXPECT_EQ(summary.cpu_per_request, 1ms);
  EXPECT_EQ(summary.identity.due, 1000u);
  EXPECT_EQ(summary.identity.answered, 1000u);
  EXPECT_EQ(summary.limit, Limit::kNone);
}

TEST(RunSummary, HasNoRatesWithoutAWindow) {
  auto result = good_result();
  result.measured = 0s;
  EXPECT_FALSE(summarize(open_plan(), result).good);
}

TEST(RunSummary, BlamesTheGeneratorWhenAThreadIsBusy) {
  auto result = good_result();
  result.threads.push_back({9100ms, 10s});
  const auto summary = summarize(open_plan(), result);
  EXPECT_DOUBLE_EQ(summary.busiest_thread, 0.91);
  EXPECT_EQ(summary.limit, Limit::kGenerator);
}

TEST(RunSummary, BlamesTheGeneratorWhenItSendsLate) {
  auto result = good_result();
  result.send_lag.record(8'000'000, 100);
  EXPECT_EQ(summarize(open_plan(), result).limit, Limit::kGenerator);
}

TEST(RunSummary, BlamesTheConnectionsWhenTheRateFallsShortForWantOfThem) {
  auto result = good_result();
  result.attempted = 970;
  EXPECT_EQ(summarize(open_plan(), result).limit, Limit::kGenerator);
  result.waited = 500;
  EXPECT_EQ(summarize(open_plan(), result).limit, Limit::kConnections);
}

TEST(RunSummary, NamesSharedCoresWhereTheGeneratorTakesItsPartOfABusyMachine) {
  auto result = good_result();
  result.threads = {{4s, 10s}};
  result.machine = MachineFacts{1900, 100, 2};
  const auto summary = summarize(open_plan(), result);
  EXPECT_EQ(summary.limit, Limit::kSharedCores);
  EXPECT_EQ(limit_name(summary.limit), "shared cores");
  EXPECT_DOUBLE_EQ(summary.machine->busy, 0.95);
  EXPECT_DOUBLE_EQ(summary.machine->generator, 0.2);
}

TEST(RunSummary, HasNoSharedCoresBesideAnIdleGeneratorOrOnAnIdleMachine) {
  auto result = good_result();
  result.threads = {{1s, 10s}};  // a twentieth of two cores
  result.machine = MachineFacts{1900, 100, 2};
  EXPECT_EQ(summarize(open_plan(), result).limit, Limit::kNone);
  result.threads = {{4s, 10s}};
  result.machine = MachineFacts{1700, 300, 2};
  EXPECT_EQ(summarize(open_plan(), result).limit, Limit::kNone);
  result.machine.reset();
  EXPECT_EQ(summarize(open_plan(), result).limit, Limit::kNone);
}

TEST(RunSummary, KeepsSharedCoresInMindBesideAnotherLimit) {
  auto result = good_result();
  result.threads = {{9500ms, 10s}};
  result.machine = MachineFacts{1990, 10, 2};
  const auto summary = summarize(open_plan(), result);
  EXPECT_EQ(summary.limit, Limit::kGenerator);
  EXPECT_TRUE(summary.shared_cores);
}

TEST(RunSummary, TellsHowEvenlyServiceWasSpread) {
  auto result = good_result();
  result.clients.add(400, 400);
  result.clients.add(600, 600);
  result.workers = {{"0/1", 250}, {"1/2", 750}};
  const auto summary = summarize(open_plan(), result);
  EXPECT_DOUBLE_EQ(summary.clients->least, 0.4);
  EXPECT_DOUBLE_EQ(summary.clients->most, 0.6);
  EXPECT_DOUBLE_EQ(summary.clients->even(), 0.5);
  EXPECT_DOUBLE_EQ(summary.workers->most, 0.75);
  EXPECT_FALSE(summarize(open_plan(), RunResult{}).clients);
}

TEST(RunSummary, KnowsAGoodReplyWheneverItWasDue) {
  RunResult result;
  result.entries.resize(1);
  EXPECT_FALSE(any_good_reply(result));
  result.entries[0].good_in_window = 1;  // to a request of the warm-up
  EXPECT_TRUE(any_good_reply(result));
  result.entries[0] = {};
  result.entries[0].outcomes.add(Outcome::k2xx);  // in the grace
  EXPECT_TRUE(any_good_reply(result));
}

TEST(RunSummary, HasNoShareOfAThreadThatWasNotMeasured) {
  auto result = good_result();
  result.threads.push_back({});
  const auto summary = summarize(open_plan(), result);
  ASSERT_EQ(summary.thread_shares.size(), 2u);
  EXPECT_TRUE(summary.thread_shares[0]);
  EXPECT_FALSE(summary.thread_shares[1]);
}

TEST(RunSummary, KnowsNoRateToReachInClosedLoop) {
  auto plan = open_plan();
  plan.open_loop.reset();
  auto result = good_result();
  result.attempted = 10;
  const auto summary = summarize(plan, result);
  EXPECT_EQ(summary.limit, Limit::kNone);
  EXPECT_FALSE(summary.service);
}

}  // namespace
}  // namespace lab
