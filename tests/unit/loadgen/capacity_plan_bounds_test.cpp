// Plans of servers that were measured, and what of an instance binds.
#include "loadgen/capacity/plan.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "loadgen/advise/outlook.hpp"
#include "loadgen/capacity/plan_candidates.hpp"
#include "loadgen/capacity/plan_sizing.hpp"
#include "tests/unit/loadgen/sample_plans.hpp"

namespace lab {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

// --- measured ---

TEST(CapacityPlan, TakesTheRateThatWasMeasuredAndShowsWhatTheoryImplies) {
  const auto plan = planned_with(measured(416), question(5000));
  EXPECT_EQ(plan.rate, 416);
  EXPECT_EQ(plan.total, 16u);  // 6000 / 416 = 14.4
  ASSERT_TRUE(plan.utilisation.measured && plan.utilisation.implied);
  EXPECT_NEAR(*plan.utilisation.measured, 416 * .00208, 1e-9);
  EXPECT_NEAR(*plan.utilisation.implied, .833917288962, 1e-6);
  EXPECT_EQ(plan.memory, 16.0 * (5 << 20)) << "its connections were measured with it";
}

TEST(CapacityPlan, TakesNoRateThatFailedForAResourceUsedUp) {
  const auto plan = planned_with(measured(416, FirstLimit::kListenQueue), question(5000));
  EXPECT_FALSE(plan.utilisation.implied);
  EXPECT_FALSE(plan.utilisation.measured);
  EXPECT_EQ(plan.bounds.front().resource, "listen_queue");
}

TEST(CapacityPlan, TrustsAMeasurementMoreThanTheCpuTimeThatSpeaksAgainstIt) {
  // A loop that takes 2.08 ms a request serves no 1000/s.
  const auto plan = planned_with(measured(1000), question(5000));
  EXPECT_FALSE(plan.utilisation.measured);
  EXPECT_LT(plan.utilisation.now_all_up, 1);
}

TEST(CapacityPlan, TakesALoopThatBlocksForNoIdleOne) {
  // 90/s of 2.08 ms are a fifth of a core, and yet the loop ran out.
  const auto plan = planned_with(measured(90), question(5000));
  EXPECT_FALSE(plan.utilisation.implied);
  EXPECT_FALSE(plan.utilisation.measured);
  EXPECT_EQ(plan.bounds.front().resource, "loop");
}

TEST(CapacityPlan, LeavesOutABoundThatNothingTells) {
  auto one = measured(416);
  one.measured->p50 = 0ms;
  for (const auto& bound : planned_with(one, question(5000)).bounds) {
    EXPECT_NE(bound.resource, "connections");
    EXPECT_TRUE(std::isfinite(bound.per_second));
  }
}

TEST(CapacityPlan, SurvivesAMeasurementWithoutAFailureAtFullUse) {
  auto one = measured(416, FirstLimit::kUnknown);
  one.measured->fail_per_s.reset();
  auto asked = question(416);
  asked.assume.headroom = 0;
  asked.assume.spare = 0;
  const auto plan = planned_with(one, asked);
  EXPECT_EQ(plan.total, 1u);
  EXPECT_GT(plan.stall.late_all, 416);
  EXPECT_TRUE(std::isfinite(plan.stall.late_all));
}
/// The threads of a pool that a request holds for 20 ms, of a server with a median of 45 ms and a
/// p99 of 80 ms, at 400/s: 8 erlangs.
unsigned pooled(const char* objective, FirstLimit limit = FirstLimit::kLoop) {
  auto one = measured(416, limit);
  one.measured->p50 = 45ms;
  one.measured->p99 = 80ms;
  one.pools = {{"threads", 20ms, 1}};
  auto asked = question(1000, objective);
  asked.assume.headroom = 0;
  asked.assume.spare = 0;
  return planned_with(one, asked).pools.at(0).size;
}

TEST(CapacityPlan, SizesPoolsByWhatWasMeasuredOfTheSameLatency) {
  EXPECT_EQ(pooled("p99<90ms"), least_servers(1000. / 3, 20ms, 10ms, {"", 99, 90ms}));
  EXPECT_EQ(pooled("p50<60ms"), least_servers(1000. / 3, 20ms, 15ms, {"", 50, 60ms}));
  EXPECT_LT(pooled("p50<60ms"), pooled("p99<90ms"));
}

TEST(CapacityPlan, SizesPoolsByTheoryWhereNothingWasMeasuredOfThatLatency) {
  // M/M/1 of 2.08 ms at 1000/s / 3: a mean wait of 4.70 ms after 44.6 ms alone.
  EXPECT_EQ(pooled("mean<60ms"),
            least_servers(1000. / 3, 20ms, 10'700us, {"", std::nullopt, 60ms}));
}

TEST(CapacityPlan, SizesNoPoolWhereNothingTells) {
  EXPECT_EQ(pooled("mean<60ms", FirstLimit::kListenQueue), 0u);
  EXPECT_EQ(pooled("p95<99ms", FirstLimit::kListenQueue), 0u);
  EXPECT_GT(pooled("p99<99ms", FirstLimit::kListenQueue), 0u);
}

// --- connections and bottlenecks ---

TEST(CapacityPlan, AssumesTheMemoryThatAdviceDoes) {
  for (const auto* name : {"async", "hybrid", "thread"}) {
    auto asked = question(200);
    asked.assume.spare = 0;
    const auto plan = planned_with(candidate(name), asked);
    ASSERT_EQ(plan.total, 1u);
    Situation situation;
    situation.cores = 2;
    situation.connections = static_cast<unsigned>(std::ceil(plan.in_flight_rare));
    const Demand work{.wait = 40ms, .cpu = 2ms};
    const auto outlook = foresee(work, lab::candidates(work, situation, {name}).at(0), situation);
    EXPECT_EQ(plan.memory, static_cast<double>(outlook.memory)) << name;
  }
}

TEST(CapacityPlan, KnowsNoMemoryOfAServerThatIsNoneOfOurs) {
  const auto made = stated_candidate({.at_most = Rate{800}});
  ASSERT_TRUE(made);
  EXPECT_FALSE(planned_with(*made, question(100)).memory);
  const auto given = stated_candidate({.at_most = Rate{800}, .memory = 1 << 20});
  EXPECT_GT(planned_with(*given, question(100)).memory.value_or(0), 1 << 20);
}

TEST(CapacityPlan, LimitsAnInstanceToItsConnections) {
  auto asked = question(5000);
  asked.assume.max_connections = 10;
  const auto plan = planned_with(candidate("thread"), asked);
  // 10 places refuse one in a thousand of 3.09 erlangs (tables of Erlang B): 73.6/s, 42 ms inside.
  EXPECT_NEAR(plan.rate, 3.09 / .042025, .3);
  EXPECT_EQ(plan.places, 10u) << "what it may have and what it needs go by one rule";
  ASSERT_EQ(plan.remarks.size(), 2u);
  EXPECT_THAT(plan.remarks[0], HasSubstr("Connections run out"));
  EXPECT_THAT(plan.remarks[1], HasSubstr("it accepts 10 (--max-connections)"));
}

TEST(CapacityPlan, LimitsAMeasuredInstanceToItsConnectionsToo) {
  auto asked = question(5000);
  asked.assume.max_connections = 10;
  const auto plan = planned_with(measured(416), asked);
  EXPECT_NEAR(plan.rate, 3.09 / .0446, .3);
  EXPECT_LE(plan.places, 10u);
  EXPECT_THAT(plan.remarks.at(0), HasSubstr("Connections run out"));
}

TEST(CapacityPlan, NeedsNoMoreConnectionsThanItAllows) {
  for (const unsigned most : {1U, 2U, 7U, 36U, 37U, 1000U}) {
    for (const double availability : {.5, .9, .999, .99999}) {
      auto asked = question(3000);
      asked.assume.max_connections = most;
      asked.assume.availability = availability;
      for (const auto& one : {candidate("async"), candidate("thread"), measured(416)}) {
        const auto plan = planned_with(one, asked);
        EXPECT_LE(plan.places, most) << one.name << ' ' << availability;
      }
    }
  }
}

TEST(CapacityPlan, SaysThatAStallNeedsMoreConnectionsThanThereAre) {
  auto asked = question(5000);
  EXPECT_TRUE(planned_with(candidate("async"), asked).remarks.empty());
  asked.assume.max_connections = 449;  // 450 are needed
  const auto plan = planned_with(candidate("async"), asked);
  ASSERT_EQ(plan.remarks.size(), 1u);
  EXPECT_THAT(plan.remarks[0], HasSubstr("needs 450 connections: it accepts 449 ("));
}

TEST(CapacityPlan, NamesTheBoundsInTheOrderTheyBind) {
  const auto plan = planned_with(candidate("async"), question(5000));
  ASSERT_EQ(plan.bounds.size(), 2u);
  EXPECT_EQ(plan.bounds[0].resource, "event loop");
  EXPECT_NEAR(plan.bounds[0].per_second, 1 / .002025, 1e-6);
  EXPECT_EQ(plan.bounds[1].resource, "connections");
  ASSERT_TRUE(plan.next_times);
  EXPECT_NEAR(*plan.next_times, plan.bounds[1].per_second * .002025, 1e-6);
}

TEST(CapacityPlan, LooksForTheNextBottleneckBeyondWhatItSizesItself) {
  const auto pooled = pipeline_candidates({.wait = 10ms, .pool = 8ms, .cpu = 1ms, .pool_cpu = 8ms},
                                          4, 25us, std::nullopt);
  for (const auto& all : {candidates(), pooled}) {
    for (const auto& one : all) {
      const auto plan = planned_with(one, question(5000));
      ASSERT_FALSE(plan.pools.empty()) << one.name;
      for (const auto& pool : plan.pools) {
        EXPECT_GE(pool.per_second, plan.planned_each) << "it was sized for that";
        for (const auto& bound : plan.bounds)
          EXPECT_THAT(bound.resource, Not(HasSubstr(pool.name))) << one.name;
      }
    }
  }
}

TEST(CapacityPlan, HasNoNextBottleneckWhereOneResourceIsKnown) {
  auto one = measured(416);
  one.measured->p50 = 0ms;
  EXPECT_FALSE(planned_with(one, question(5000)).next_times);
}

TEST(CapacityPlan, HasPlacesForItsLoadHoweverManyMayBeRefused) {
  for (const auto* errors : {"errors<0.001%", "errors<50%", "errors<100%"}) {
    auto asked = question(5000);
    asked.objectives = objectives({"p99<100ms", errors});
    const auto plan = planned_with(candidate("async"), asked);
    EXPECT_GE(plan.places * static_cast<double>(plan.needed), plan.in_flight) << errors;
  }
}

TEST(CapacityPlan, NeverNeedsFewerConnectionsForAHigherAvailability) {
  unsigned last = 0;
  for (const double availability : {.5, .9, .99, .999, .99999, .9999999}) {
    auto asked = question(5000);
    asked.assume.availability = availability;
    const auto plan = planned_with(candidate("async"), asked);
    EXPECT_GE(plan.places, last) << availability;
    EXPECT_GE(plan.places, 21u) << "20.9 requests are in flight on the average";
    last = plan.places;
  }
  EXPECT_GT(last, 40u);
}

}  // namespace
}  // namespace lab
