// Plans from end to end: golden values worked out with mpmath from definitions (as in
// plan_station_test.cpp), and what must hold whatever the numbers are.
#include "loadgen/capacity/plan.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "loadgen/capacity/plan_candidates.hpp"

namespace lab {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

PlanObjectives objectives(std::initializer_list<const char*> texts) {
  PlanObjectives all;
  for (const auto* text : texts) {
    const auto added = add_objective(*parse_expectation(text), all);
    EXPECT_TRUE(added) << text;
  }
  return all;
}

PlanQuestion question(double demand, const char* objective = "p99<100ms") {
  return {{demand}, objectives({objective}), {}};
}

/// io:40,cpu:2 and 25 us of HTTP, two cores an instance.
std::vector<PlanCandidate> candidates(unsigned cores = 2) {
  return pipeline_candidates({.wait = 40ms, .cpu = 2ms}, cores, 25us, std::nullopt);
}

PlanCandidate candidate(std::string_view name) {
  for (auto& one : candidates()) {
    if (one.name == name) return one;
  }
  ADD_FAILURE() << name;
  return {};
}

InstancePlan planned(const PlanCandidate& one, const PlanQuestion& asked) {
  auto plan = plan_instances(one, asked);
  EXPECT_TRUE(plan) << plan.error().text;
  return plan ? *plan : InstancePlan{};
}

CapacityPlan plan_for(const PlanQuestion& asked) {
  auto plan = plan_capacity(candidates(), asked, {});
  EXPECT_TRUE(plan) << plan.error().text;
  return plan ? *plan : CapacityPlan{};
}

// --- golden values ---

TEST(CapacityPlan, OfAnEventLoopIsWhatTheFormulasGive) {
  const auto plan = planned(candidate("async"), question(5000));
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
  EXPECT_NEAR(plan.stall.budget, 12'960'000, 1e-3);
  EXPECT_NEAR(plan.stall.late_one, 966.179487179, 1e-4);
  EXPECT_NEAR(plan.stall.share_one, 7.45508863564e-5, 1e-12);
  EXPECT_EQ(plan.stall.allowed_one, 13413) << "12,960,000 / 966.18 = 13,413.7";
  EXPECT_NEAR(plan.stall.late_all, 14492.6923077, 1e-3);
  EXPECT_NEAR(to_seconds(plan.stall.drains), 2.07692307692, 1e-8);
}

TEST(CapacityPlan, GivesProcessesAsManyWorkersAsErlangCAsksFor) {
  const auto plan = planned(candidate("process"), question(5000));
  EXPECT_EQ(plan.needed, 7u);
  EXPECT_EQ(plan.workers, 48u);  // 41.3 erlangs
}

TEST(CapacityPlan, SizesThePoolOfEachEventLoop) {
  auto work = Demand{.pool = 40ms, .cpu = 2ms};
  const auto made = pipeline_candidates(work, 2, 25us, std::nullopt);
  const auto hybrid = std::find_if(made.begin(), made.end(),
                                   [](const PlanCandidate& one) { return one.name == "hybrid"; });
  ASSERT_NE(hybrid, made.end());
  const auto plan = planned(*hybrid, question(5000));
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

TEST(CapacityPlan, CallsLateInAStallWhatMissesTheHighestPercentile) {
  auto both = question(5000);
  const auto alone = planned(candidate("async"), both);
  both.objectives = objectives({"p99<100ms", "p50<60ms"});
  const auto plan = planned(candidate("async"), both);
  EXPECT_EQ(plan.total, alone.total) << "the median binds nothing";
  EXPECT_EQ(plan.stall.late_one, alone.stall.late_one) << "half of all may miss a median";
}

// --- measured ---

PlanCandidate measured(double pass, FirstLimit limit = FirstLimit::kLoop) {
  SavedServer server{.name = "m",
                     .model = Model::kAsync,
                     .workers = 1,
                     .cores = 1,
                     .pass_per_s = pass,
                     .fail_per_s = pass * 1.04,
                     .confidence = .95,
                     .conclusion = Conclusion::kBracketed,
                     .limit = limit,
                     .alone = 44'600us,
                     .p50 = 44'600us,
                     .p99 = 81'200us,
                     .cpu = 2'080us,
                     .memory = 5 << 20,
                     .connections = 84};
  return measured_candidates({{}, {server}}, {})->candidates.at(0);
}

TEST(CapacityPlan, TakesTheRateThatWasMeasuredAndShowsWhatTheoryImplies) {
  const auto plan = planned(measured(416), question(5000));
  EXPECT_EQ(plan.rate, 416);
  EXPECT_EQ(plan.total, 16u);  // 6000 / 416 = 14.4
  ASSERT_TRUE(plan.utilisation.measured && plan.utilisation.implied);
  EXPECT_NEAR(*plan.utilisation.measured, 416 * .00208, 1e-9);
  EXPECT_NEAR(*plan.utilisation.implied, .833917288962, 1e-6);
  EXPECT_EQ(plan.memory, 16.0 * (5 << 20)) << "its connections were measured with it";
}

TEST(CapacityPlan, TakesNoRateThatFailedForAResourceUsedUp) {
  const auto plan = planned(measured(416, FirstLimit::kListenQueue), question(5000));
  EXPECT_FALSE(plan.utilisation.implied);
  EXPECT_FALSE(plan.utilisation.measured);
  EXPECT_EQ(plan.bounds.front().resource, "listen_queue");
}

TEST(CapacityPlan, TrustsAMeasurementMoreThanTheCpuTimeThatSpeaksAgainstIt) {
  // A loop that takes 2.08 ms a request serves no 1000/s.
  const auto plan = planned(measured(1000), question(5000));
  EXPECT_FALSE(plan.utilisation.measured);
  EXPECT_LT(plan.utilisation.now_all_up, 1);
}

TEST(CapacityPlan, TakesALoopThatBlocksForNoIdleOne) {
  // 90/s of 2.08 ms are a fifth of a core, and yet the loop ran out.
  const auto plan = planned(measured(90), question(5000));
  EXPECT_FALSE(plan.utilisation.implied);
  EXPECT_FALSE(plan.utilisation.measured);
  EXPECT_EQ(plan.bounds.front().resource, "loop");
}

TEST(CapacityPlan, LeavesOutABoundThatNothingTells) {
  auto one = measured(416);
  one.measured->p50 = 0ms;
  for (const auto& bound : planned(one, question(5000)).bounds) {
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
  const auto plan = planned(one, asked);
  EXPECT_EQ(plan.total, 1u);
  EXPECT_GT(plan.stall.late_all, 416);
  EXPECT_TRUE(std::isfinite(plan.stall.late_all));
}

// --- whatever the numbers ---

TEST(CapacityPlan, NeverNeedsFewerInstancesForMoreDemand) {
  for (const auto& one : candidates()) {
    std::uint64_t last = 0;
    for (double demand = 1; demand < 1e5; demand *= 1.7) {
      const auto plan = planned(one, question(demand));
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
      const auto plan = planned(one, question(20'000, text.c_str()));
      EXPECT_GE(plan.total, last) << one.name << ' ' << text;
      last = plan.total;
    }
  }
}

TEST(CapacityPlan, CarriesThePlannedLoadWithTheSpareOnesDown) {
  for (const auto& one : candidates()) {
    for (double demand = 3; demand < 1e5; demand *= 3.1) {
      const auto plan = planned(one, question(demand));
      EXPECT_LE(plan.planned_each, plan.rate * (1 + 1e-9)) << one.name << ' ' << demand;
      EXPECT_LE(plan.utilisation.planned, *plan.utilisation.implied + 1e-9);
      EXPECT_GT((static_cast<double>(plan.needed) - 1) * plan.rate, demand * 1.2 - plan.rate * 1.01)
          << "and no more than it takes";
    }
  }
}

TEST(CapacityPlan, NeedsNoInstanceMoreForARoundingError) {
  auto one = measured(1000);
  EXPECT_EQ(planned(one, question(5000)).needed, 6u);  // 6000 / 1000
  EXPECT_EQ(planned(one, question(5000.01)).needed, 7u);
}

TEST(CapacityPlan, CountsThePeakTheHeadroomAndTheSpare) {
  auto asked = question(1000);
  asked.assume = {.headroom = .5, .spare = 3, .peak_factor = 2};
  const auto plan = planned(measured(1000), asked);
  EXPECT_EQ(plan.needed, 3u);
  EXPECT_EQ(plan.total, 6u);
}

TEST(CapacityPlan, LimitsAnInstanceToItsConnections) {
  auto asked = question(5000);
  asked.assume.max_connections = 10;
  const auto plan = planned(candidate("thread"), asked);
  // L + 3.09 sqrt(L) = 10 at L = 3.69: about 80/s with 45 ms inside, not 900/s.
  EXPECT_GT(plan.rate, 60);
  EXPECT_LT(plan.rate, 95);
  EXPECT_LE(plan.in_flight_rare / static_cast<double>(plan.needed), 10);
  ASSERT_EQ(plan.remarks.size(), 1u);
  EXPECT_THAT(plan.remarks[0], HasSubstr("Connections run out"));
}

TEST(CapacityPlan, ShowsEveryStepWithFormulaAndNumbers) {
  for (const auto& one : candidates()) {
    const auto plan = planned(one, question(5000));
    EXPECT_GT(plan.rows.size(), 20u);
    for (const auto& row : plan.rows) {
      EXPECT_FALSE(row.name.empty() || row.formula.empty() || row.numbers.empty()) << row.name;
      EXPECT_TRUE(std::isfinite(row.result)) << row.name;
    }
  }
}

TEST(CapacityPlan, NamesTheBoundsInTheOrderTheyBind) {
  const auto plan = planned(candidate("async"), question(5000));
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
      const auto plan = planned(one, question(5000));
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
  EXPECT_FALSE(planned(one, question(5000)).next_times);
}

TEST(CapacityPlan, HasPlacesForItsLoadHoweverManyMayBeRefused) {
  for (const auto* errors : {"errors<0.001%", "errors<50%", "errors<100%"}) {
    auto asked = question(5000);
    asked.objectives = objectives({"p99<100ms", errors});
    const auto plan = planned(candidate("async"), asked);
    EXPECT_GE(plan.places * static_cast<double>(plan.needed), plan.in_flight) << errors;
  }
}

TEST(CapacityPlan, NeverNeedsFewerConnectionsForAHigherAvailability) {
  unsigned last = 0;
  for (const double availability : {.5, .9, .99, .999, .99999, .9999999}) {
    auto asked = question(5000);
    asked.assume.availability = availability;
    const auto plan = planned(candidate("async"), asked);
    EXPECT_GE(plan.places, last) << availability;
    EXPECT_GE(plan.places, 21u) << "20.9 requests are in flight on the average";
    last = plan.places;
  }
  EXPECT_GT(last, 40u);
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

// --- a stated instance ---

TEST(StatedCandidate, IsOneQueueForItsCores) {
  const auto made =
      stated_candidate({.at_most = Rate{800}, .service = 45ms, .cpu = 2ms, .cores = 2});
  ASSERT_TRUE(made);
  const auto& station = made->instance->stations.at(0);
  EXPECT_EQ(station.servers, 2u);
  EXPECT_EQ(station.holds, 2'500us);
  EXPECT_NEAR(planned(*made, question(5000)).utilisation.implied.value_or(0), .898999005523, 1e-6);
}

TEST(StatedCandidate, HasNoMoreServersThanAreEverBusy) {
  const auto made = stated_candidate({.at_most = Rate{100}, .service = 20ms, .cores = 8});
  ASSERT_TRUE(made);
  EXPECT_EQ(made->instance->stations.at(0).servers, 2u);
}

TEST(StatedCandidate, IsRefusedWhereItsFiguresContradictOneAnother) {
  const auto slow = stated_candidate({.at_most = Rate{10}, .service = 2ms});
  ASSERT_FALSE(slow);
  EXPECT_THAT(slow.error().text, HasSubstr("--per-instance: at 10/s and --service 2ms"));
  const auto cpu = stated_candidate({.at_most = Rate{10}, .cpu = 200ms, .cores = 1});
  ASSERT_FALSE(cpu);
  EXPECT_THAT(cpu.error().text,
              HasSubstr("--cpu: 10/s of 200ms each need 2 cores, more than --cores 1"));
}

// --- objectives ---

TEST(PlanObjectives, AreUpperBoundsOfPercentilesTheMeanAndErrors) {
  const auto all = objectives({"p99.9<=1s", "mean<20ms", "errors<0.1%"});
  ASSERT_EQ(all.latency.size(), 2u);
  EXPECT_EQ(all.latency[0].percent, 99.9);
  EXPECT_FALSE(all.latency[1].percent);
  EXPECT_EQ(all.errors, .001);
  for (const auto* text : {"max<1s", "min<1s", "p100<1s", "p99>1ms", "rate>5k", "errors>1%",
                           "errors<0%", "errors<=0%"}) {
    PlanObjectives none;
    EXPECT_FALSE(add_objective(*parse_expectation(text), none)) << text;
  }
}

std::vector<Expectation> expectations(std::initializer_list<const char*> texts) {
  std::vector<Expectation> all;
  for (const auto* text : texts) all.push_back(*parse_expectation(text));
  return all;
}

TEST(ObjectivesOfASearch, AreItsOwnUnlessOthersFollowFromThem) {
  const auto searched = expectations({"p99<100ms", "errors<0.1%", "max<1s"});
  const auto own = objectives_of_search(searched, {});
  ASSERT_TRUE(own);
  EXPECT_EQ(objectives_text(*own), "p99<100ms, at most 0.1% errors");
  for (const auto* easier : {"p99<100ms", "p99<200ms", "p95<100ms", "p50<150ms"})
    EXPECT_TRUE(objectives_of_search(searched, objectives({easier}))) << easier;
  for (const auto* harder : {"p99<99ms", "p99.9<100ms", "mean<100ms", "errors<0.01%"})
    EXPECT_FALSE(objectives_of_search(searched, objectives({harder}))) << harder;
  EXPECT_FALSE(objectives_of_search(expectations({"max<1s"}), {}));
}

}  // namespace
}  // namespace lab
