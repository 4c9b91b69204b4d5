// Plans from end to end: golden values worked out with mpmath from definitions (as in
// plan_station_test.cpp), and what must hold whatever the numbers are.
#include "loadgen/capacity/plan.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "loadgen/capacity/plan_candidates.hpp"
#include "tests/unit/loadgen/sample_plans.hpp"

namespace lab {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

CapacityPlan plan_for(const PlanQuestion& asked) {
  auto plan = plan_capacity(candidates(), asked, {});
  EXPECT_TRUE(plan) << plan.error().text;
  return plan ? *plan : CapacityPlan{};
}

// --- golden values ---

TEST(CapacityPlan, OfAnEventLoopIsWhatTheFormulasGive) {
  const auto plan = planned_with(candidate("async"), question(5000));
  EXPECT_NEAR(plan.rate, 455.607276444, 1e-3);
  EXPECT_EQ(plan.needed, 14u);  // 6000 / 455.6 = 13.17
  EXPECT_EQ(plan.total, 15u);
  EXPECT_EQ(plan.cores, 15);
  EXPECT_NEAR(plan.utilisation.now_all_up, .675, 1e-9);
  EXPECT_NEAR(plan.utilisation.now_spare_down, .723214285714, 1e-9);
  EXPECT_NEAR(plan.utilisation.planned, .867857142857, 1e-9);
  EXPECT_NEAR(plan.in_flight, 292.047972973, 1e-4);
  EXPECT_NEAR(plan.in_flight_rare, 344.854253383, 1e-4);
  EXPECT_NEAR(plan.in_flight_stall, 6292.047972973, 1e-4);
  EXPECT_EQ(plan.places_in_stall, 450u);  // of 14 instances
  EXPECT_EQ(plan.places, 36u);
  ASSERT_EQ(plan.pools.size(), 1u);
  EXPECT_EQ(plan.pools[0].size, 22u);
  EXPECT_NEAR(plan.stall.budget, 129'600'000, 20) << "a hundredth of 30 days, and next to nobody";
  EXPECT_NEAR(plan.stall.late_one, 966.179487179, 1e-4);
  EXPECT_NEAR(plan.stall.share_one, 7.45508863564e-6, 1e-11);
  EXPECT_EQ(plan.stall.allowed_one, 134'136) << "129,600,000 / 966.18 = 134,136.5";
  EXPECT_NEAR(plan.stall.late_all, 14492.6923077, 1e-3);
  EXPECT_NEAR(to_seconds(plan.stall.drains), 2.07692307692, 1e-8);
}

TEST(CapacityPlan, GivesProcessesAsManyWorkersAsErlangCAsksFor) {
  const auto plan = planned_with(candidate("process"), question(5000));
  EXPECT_EQ(plan.needed, 7u);
  EXPECT_EQ(plan.workers, 48u);  // 41.3 erlangs
}

TEST(CapacityPlan, SizesThePoolOfEachEventLoop) {
  auto work = Demand{.pool = 40ms, .cpu = 2ms};
  const auto made = pipeline_candidates(work, 2, 25us, std::nullopt);
  const auto hybrid = std::find_if(made.begin(), made.end(),
                                   [](const PlanCandidate& one) { return one.name == "hybrid"; });
  ASSERT_NE(hybrid, made.end());
  const auto plan = planned_with(*hybrid, question(5000));
  ASSERT_EQ(plan.pools.size(), 1u);
  EXPECT_EQ(plan.pools[0].name, "pool threads");
  EXPECT_EQ(plan.pools[0].pools, 2u);
  EXPECT_EQ(plan.pools[0].size, 22u) << "as the event loop above, which gets as much";
}

TEST(CapacityPlan, CountsWhatComputesInThePoolAsCores) {
  const auto made = pipeline_candidates({.wait = 10ms, .pool = 8ms, .cpu = 1ms, .pool_cpu = 8ms}, 4,
                                        1ms, std::nullopt);
  ASSERT_EQ(made[0].name, "async");
  EXPECT_EQ(made[0].cores, 4) << "its pool computes beside the loop";
  EXPECT_EQ(made[0].cpu, 10ms);
  EXPECT_EQ(tightest(*made[0].instance).name, "cores");  // 4 / 10 ms against 1 / 2 ms
}

TEST(CapacityPlan, CallsLateInAStallWhatMissesTheObjectiveThatItCostsMost) {
  auto both = question(5000);
  const auto alone = planned_with(candidate("async"), both);
  both.objectives = objectives({"p99<100ms", "p50<60ms"});
  const auto plan = planned_with(candidate("async"), both);
  EXPECT_EQ(plan.total, alone.total) << "the median binds nothing";
  EXPECT_EQ(plan.stall.late_one, alone.stall.late_one) << "half of all may miss a median";
}

TEST(CapacityPlan, WritesAStallWithinTheSlackAsItIsWorkedOut) {
  auto asked = question(5000);
  asked.assume.stall = 1us;
  const auto plan = planned_with(candidate("async"), asked);
  const auto row = std::find_if(plan.rows.begin(), plan.rows.end(), [](const PlanRow& one) {
    return one.name == "requests that come too late when all stall";
  });
  ASSERT_NE(row, plan.rows.end());
  EXPECT_EQ(row->result, 0);
  EXPECT_THAT(row->numbers, HasSubstr("x max(0, 1us - 57.975ms) / "));
}

PlanQuestion at_full_rate(const char* objective) {
  auto asked = question(455, objective);
  asked.assume.headroom = 0;
  asked.assume.spare = 0;
  return asked;
}

TEST(CapacityPlan, LeavesStallsWhatIsNotLateWithoutThem) {
  const auto plan = planned_with(candidate("async"), at_full_rate("p99<100ms"));
  EXPECT_EQ(plan.stall.may_be_late, 1 - .99);
  ASSERT_TRUE(plan.stall.late_anyway);
  EXPECT_NEAR(*plan.stall.late_anyway, .0093, .0002) << "of the hundredth that may be";
  EXPECT_NEAR(plan.stall.budget, 455.0 * 86'400 * 30 * (.01 - *plan.stall.late_anyway), 1);
  EXPECT_LT(plan.stall.allowed_one, 200) << "a tenth of it all allowed 216 once";
}

TEST(CapacityPlan, LeavesStallsNothingWhereAsManyAreLateAsMayBe) {
  auto asked = at_full_rate("p99<100ms");
  asked.demand.per_second = planned_with(candidate("async"), asked).rate;
  const auto plan = planned_with(candidate("async"), asked);
  EXPECT_EQ(plan.total, 1u);
  EXPECT_EQ(plan.stall.budget, 0);
  EXPECT_EQ(plan.stall.allowed_one, 0);
}

TEST(CapacityPlan, TakesTheBudgetOfAMedianFromItsOwnHalf) {
  const auto plan = planned_with(candidate("async"), at_full_rate("p50<43ms"));
  EXPECT_EQ(plan.stall.may_be_late, .5);
  EXPECT_LT(*plan.stall.late_anyway, .5);
  EXPECT_GT(*plan.stall.late_anyway, .1) << "a millisecond is soon used up";
}

TEST(CapacityPlan, TakesTheBudgetOfAMeanFromTheAvailability) {
  auto asked = question(5000, "mean<60ms");
  asked.assume.availability = .995;
  const auto plan = planned_with(candidate("async"), asked);
  EXPECT_EQ(plan.stall.of, StallPlan::Of::kMean);
  EXPECT_NEAR(plan.stall.budget, 5000.0 * 86'400 * 30 * .005, 1);
}

TEST(CapacityPlan, SaysThatItDoesNotKnowWhoIsLateWithoutAStall) {
  const auto plan = planned_with(measured(416, FirstLimit::kListenQueue), question(5000));
  EXPECT_FALSE(plan.stall.late_anyway);
  ASSERT_EQ(plan.remarks.size(), 1u);
  EXPECT_THAT(plan.remarks[0], HasSubstr("without a stall is not known"));
}

// --- whatever the numbers ---

TEST(CapacityPlan, NeverNeedsFewerInstancesForMoreDemand) {
  for (const auto& one : candidates()) {
    std::uint64_t last = 0;
    for (double demand = 1; demand < 1e5; demand *= 1.7) {
      const auto plan = planned_with(one, question(demand));
      EXPECT_GE(plan.total, last) << one.name << ' ' << demand;
      last = plan.total;
    }
    EXPECT_GT(last, 50u);
  }
}

TEST(CapacityPlan, NeverNeedsFewerInstancesForATighterObjective) {
  for (const auto& one : candidates()) {
    std::uint64_t last = 0;
    for (int limit = 400; limit > 45; limit -= 15) {
      const auto text = "p99<" + std::to_string(limit) + "ms";
      const auto plan = planned_with(one, question(20'000, text.c_str()));
      EXPECT_GE(plan.total, last) << one.name << ' ' << text;
      last = plan.total;
    }
  }
}

TEST(CapacityPlan, CarriesThePlannedLoadWithTheSpareOnesDown) {
  for (const auto& one : candidates()) {
    for (double demand = 3; demand < 1e5; demand *= 3.1) {
      const auto plan = planned_with(one, question(demand));
      EXPECT_LE(plan.planned_each, plan.rate * (1 + 1e-9)) << one.name << ' ' << demand;
      EXPECT_LE(plan.utilisation.planned, *plan.utilisation.implied + 1e-9);
      EXPECT_GT((static_cast<double>(plan.needed) - 1) * plan.rate, demand * 1.2 - plan.rate * 1.01)
          << "and no more than it takes";
    }
  }
}

TEST(CapacityPlan, NeedsNoInstanceMoreForARoundingError) {
  auto one = measured(1000);
  EXPECT_EQ(planned_with(one, question(5000)).needed, 6u);  // 6000 / 1000
  EXPECT_EQ(planned_with(one, question(5000.01)).needed, 7u);
}

TEST(CapacityPlan, CountsThePeakTheHeadroomAndTheSpare) {
  auto asked = question(1000);
  asked.assume = {.headroom = .5, .spare = 3, .peak_factor = 2};
  const auto plan = planned_with(measured(1000), asked);
  EXPECT_EQ(plan.needed, 3u);
  EXPECT_EQ(plan.total, 6u);
}
TEST(CapacityPlan, ShowsEveryStepWithFormulaAndNumbers) {
  for (const auto& one : candidates()) {
    const auto plan = planned_with(one, question(5000));
    EXPECT_GT(plan.rows.size(), 20u);
    for (const auto& row : plan.rows) {
      EXPECT_FALSE(row.name.empty() || row.formula.empty() || row.numbers.empty()) << row.name;
      EXPECT_TRUE(std::isfinite(row.result)) << row.name;
    }
  }
}
// --- choosing ---

TEST(CapacityPlan, TakesTheLeastCoresAndThenTheLeastMemory) {
  const auto plan = plan_for(question(5000));
  ASSERT_EQ(plan.plans.size(), 4u);
  EXPECT_EQ(plan.plans[0].candidate.name, "async");
  EXPECT_THAT(plan.why, HasSubstr("least cores"));
  for (std::size_t i = 1; i < plan.plans.size(); ++i) {
    const auto rank = [&](std::size_t at) {
      return std::pair(*plan.plans[at].cores, *plan.plans[at].memory);
    };
    EXPECT_LE(rank(i - 1), rank(i));
  }
}

TEST(CapacityPlan, SpeaksOfOneCoreAsOne) {
  auto asked = question(10);
  asked.assume.spare = 0;
  EXPECT_THAT(plan_for(asked).why, HasSubstr("the least cores: 1 core; next is"));
}

TEST(CapacityPlan, PutsThoseWhoDoNotTellTheirCoresLast) {
  auto unknown = measured(100'000);
  unknown.name = "unknown";
  unknown.cores.reset();
  const auto plan = plan_capacity({unknown, measured(10)}, question(100), {});
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->plans[0].candidate.name, "m");
  EXPECT_EQ(plan->plans[1].candidate.name, "unknown");
}

TEST(CapacityPlan, IsRefusedWhenARequestAloneIsTooSlow) {
  const auto plan = plan_capacity(candidates(), question(10, "p99<42ms"), {});
  ASSERT_FALSE(plan);
  EXPECT_THAT(plan.error().text, HasSubstr("p99<42ms cannot be kept at any rate: a request that is "
                                           "alone takes 42.025ms (40ms io + 2ms CPU + 25us HTTP)"));
  EXPECT_FALSE(plan_capacity({}, question(10), {{"a", "it never passed"}}));
}

TEST(CapacityPlan, IsRefusedWhereNobodyCouldCountTheInstances) {
  const auto plan = plan_instances(measured(.001), question(1e9));
  ASSERT_FALSE(plan);
  EXPECT_THAT(plan.error().text, HasSubstr("more than 1,000,000,000 instances"));
}

}  // namespace
}  // namespace lab
