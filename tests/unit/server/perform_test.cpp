// Claims about performing jobs: every step runs as it should and tells so, in both ways through it.
#include "server/work/perform.hpp"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <thread>

namespace lab {
namespace {

using namespace std::chrono_literals;

const Identity kWho{ModelKind::kAsync, 1, 2, 3};
const Job kAllWays{{Wait{2ms}, Via::kAwait},
                   {Wait{2ms}, Via::kBlock},
                   {Wait{2ms}, Via::kPool},
                   {Burn{2ms}, Via::kBlock},
                   {Burn{2ms}, Via::kPool}};

Outcome perform_on_loop(const Job& job, OffloadPool& pool, Gil* gil = nullptr) {
  boost::asio::io_context io{1};
  Resources worker{gil, {}};
  AsyncResources resources{io.get_executor(), pool, worker};
  Outcome outcome;
  auto task = [&]() -> Task<> {
    const GilHold held(gil);
    outcome = co_await perform(job, kWho, resources);
  };
  boost::asio::co_spawn(io, task(), boost::asio::detached);
  io.run();
  return outcome;
}

Outcome perform_blocking(const Job& job, Gil* gil = nullptr) {
  Resources worker{gil, {}};
  return perform(job, kWho, worker);
}

void expect_done(const Outcome& outcome, const Job& job) {
  EXPECT_EQ(outcome.fault, JobFault::kNone);
  EXPECT_EQ(outcome.who.slot, kWho.slot);
  ASSERT_EQ(outcome.steps.size(), job.size());
  for (std::size_t i = 0; i < job.size(); ++i) {
    const auto& step = outcome.steps[i];
    EXPECT_EQ(step.work, work_name(job[i].work)) << i;
    EXPECT_EQ(step.asked, 2ms) << i;
    EXPECT_GE(step.took, 2ms) << i;
    if (std::holds_alternative<Burn>(job[i].work)) {
      EXPECT_GE(step.cpu, 2ms) << i;
    } else {
      EXPECT_LT(step.cpu, step.took) << i;
    }
  }
}

TEST(BlockingPerform, HoldsItsThreadWhateverViaSays) {
  const auto outcome = perform_blocking(kAllWays);
  expect_done(outcome, kAllWays);
  for (const auto& step : outcome.steps) EXPECT_EQ(step.ran, Via::kBlock);
}

TEST(AsyncPerform, RunsEachStepAsItsViaSays) {
  PoolCounters counters;
  OffloadPool pool(1, 0, counters);
  const auto outcome = perform_on_loop(kAllWays, pool);
  expect_done(outcome, kAllWays);
  for (std::size_t i = 0; i < kAllWays.size(); ++i) {
    EXPECT_EQ(outcome.steps[i].ran, kAllWays[i].via) << i;
  }
  EXPECT_EQ(counters.finished, 2u);
}

TEST(AsyncPerform, StopsAtAStepThePoolHasNoPlaceFor) {
  PoolCounters counters;
  OffloadPool pool(1, 0, counters);
  ASSERT_TRUE(pool.admit());
  const auto outcome = perform_on_loop({{Wait{1ms}, Via::kAwait}, {Wait{1ms}, Via::kPool}}, pool);
  EXPECT_EQ(outcome.fault, JobFault::kPoolFull);
  EXPECT_EQ(outcome.steps.size(), 1u);
  EXPECT_EQ(counters.refused, 1u);
}

TEST(Perform, StopsAtAStepThatFails) {
  const Job job{{State{StateScope::kLocal, 3}, Via::kBlock},
                {State{StateScope::kShared, 5}, Via::kAwait},  // which nobody keeps
                {Wait{1ms}, Via::kBlock}};
  PoolCounters counters;
  OffloadPool pool(1, 0, counters);
  for (const auto& outcome : {perform_blocking(job), perform_on_loop(job, pool)}) {
    EXPECT_EQ(outcome.fault, JobFault::kStateFailed);
    ASSERT_EQ(outcome.steps.size(), 2u);
    const auto& added = std::get<StateResult>(outcome.steps[0].result);
    EXPECT_EQ(added.value, 3u);
    EXPECT_EQ(added.added, 3u);
    EXPECT_FALSE(outcome.steps[0].asked) << "it is not measured in time";
    EXPECT_TRUE(std::get<StateResult>(outcome.steps[1].result).error);
  }
}

/// How long two threads take that perform `job` at once under one lock.
Duration time_of_two(const Job& job) {
  Gil gil(1ms);
  const auto run = [&] {
    const GilHold held(&gil);
    const auto outcome = perform_blocking(job, &gil);
    EXPECT_LT(outcome.steps[0].cpu, 2 * *outcome.steps[0].asked) << "waiting is no CPU time";
  };
  const auto began = Clock::now();
  {
    const std::jthread one(run);
    const std::jthread two(run);
  }
  return Clock::now() - began;
}

/// A little less than both together: handing it over costs CPU time outside it.
TEST(PerformUnderALock, BurnsInTurn) { EXPECT_GE(time_of_two({{Burn{30ms}}}), 50ms); }

TEST(PerformUnderALock, WaitsTogether) { EXPECT_LT(time_of_two({{Wait{200ms}}}), 390ms); }

TEST(PerformUnderALock, LeavesItToTheCallerInEveryWay) {
  PoolCounters counters;
  OffloadPool pool(1, 0, counters);
  Gil gil(1ms);
  expect_done(perform_on_loop(kAllWays, pool, &gil), kAllWays);
  gil.take();  // would never return if a step had kept it
  expect_done(perform_blocking(kAllWays, &gil), kAllWays);
  gil.drop();
}

TEST(Perform, OfNothingIsDoneAtOnce) {
  PoolCounters counters;
  OffloadPool pool(1, 0, counters);
  EXPECT_TRUE(perform_blocking({}).steps.empty());
  EXPECT_TRUE(perform_on_loop({}, pool).steps.empty());
}

}  // namespace
}  // namespace lab
