// Utilisation targets, sizes of pools and the cost of stalls, against values worked out elsewhere.
//
// The golden numbers come from Python with mpmath at 60 to 80 digits, from definitions and not from
// our recursions: M/D/1 by the alternating series, Erlang B and C by their sums of a^k / k!, the
// target by bisection over those, the least number by counting up. The stall was simulated request
// by request.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "loadgen/capacity/plan_numbers.hpp"
#include "loadgen/capacity/plan_sizing.hpp"
#include "loadgen/capacity/plan_stall.hpp"
#include "loadgen/capacity/plan_station.hpp"
#include "loadgen/stats/queueing.hpp"

namespace lab {
namespace {

using namespace std::chrono_literals;

LatencyObjective p99(Duration limit) { return {"p99", 99, limit}; }
LatencyObjective mean(Duration limit) { return {"mean", std::nullopt, limit}; }

Instance instance(unsigned queues, unsigned servers, Duration holds, Spread spread,
                  Duration alone) {
  return {{{"station", queues, servers, holds, spread}}, alone, "", ""};
}

double target_of(const Instance& one, const std::vector<LatencyObjective>& objectives) {
  const auto target = utilisation_target(one, objectives);
  EXPECT_TRUE(target);
  return target ? target->utilisation : -1;
}

// --- the utilisation that an objective implies ---

TEST(UtilisationTarget, IsWhatAnEventLoopMayBeBusy) {
  const auto loop = instance(1, 1, 2025us, Spread::kConstant, 42'025us);
  const auto target = utilisation_target(loop, {p99(100ms)});
  ASSERT_TRUE(target);
  EXPECT_NEAR(target->utilisation, .922604734799, 1e-6);
  EXPECT_NEAR(target->rate, 455.607276444, 1e-3);
  EXPECT_FALSE(target->capped);
}

TEST(UtilisationTarget, IsWhatCoresMayBeBusy) {
  EXPECT_NEAR(target_of(instance(1, 2, 2025us, Spread::kExponential, 42'025us), {p99(100ms)}),
              .921723151399, 1e-6);
  EXPECT_NEAR(target_of(instance(1, 2, 2500us, Spread::kExponential, 45ms), {p99(100ms)}),
              .898999005523, 1e-6);
  EXPECT_NEAR(target_of(instance(1, 1, 2080us, Spread::kExponential, 44'600us), {p99(100ms)}),
              .833917288962, 1e-6);
}

TEST(UtilisationTarget, OfAMeanIsTheTextbooksForMm1) {
  // rho / (1 - rho) * 50 ms <= 50 ms.
  EXPECT_NEAR(target_of(instance(1, 1, 50ms, Spread::kExponential, 50ms), {mean(100ms)}), .5, 1e-6);
}

TEST(UtilisationTarget, OfWorkersWithQueuesOfTheirOwnIsThatOfOne) {
  const auto one = instance(1, 1, 2ms, Spread::kConstant, 20ms);
  const auto four = instance(4, 1, 2ms, Spread::kConstant, 20ms);
  EXPECT_DOUBLE_EQ(target_of(one, {p99(40ms)}), target_of(four, {p99(40ms)}));
  EXPECT_NEAR(utilisation_target(four, {p99(40ms)})->rate,
              4 * utilisation_target(one, {p99(40ms)})->rate, 1e-6);
}

TEST(UtilisationTarget, KeepsEveryObjectiveAndNamesTheOneThatBinds) {
  const auto one = instance(1, 1, 10ms, Spread::kExponential, 10ms);
  const auto both = utilisation_target(one, {p99(200ms), mean(20ms)});
  ASSERT_TRUE(both);
  EXPECT_EQ(both->objective, 1u);
  EXPECT_NEAR(both->utilisation,
              std::min(target_of(one, {p99(200ms)}), target_of(one, {mean(20ms)})), 1e-12);
}

TEST(UtilisationTarget, UsesTheLimitUp) {
  const auto one = instance(2, 3, 7ms, Spread::kExponential, 9ms);
  const auto target = utilisation_target(one, {p99(60ms)});
  ASSERT_TRUE(target);
  EXPECT_LE(latency_at(one, target->rate, p99(60ms)), 60ms);
  EXPECT_GT(latency_at(one, target->rate * 1.0001, p99(60ms)), 60ms);
}

TEST(UtilisationTarget, IsNeverHigherForATighterObjective) {
  for (const auto spread : {Spread::kConstant, Spread::kExponential}) {
    for (const unsigned servers : {1U, 2U, 16U}) {
      const auto one = instance(1, servers, 5ms, spread, 12ms);
      double last = 1;
      for (auto limit = 100ms; limit >= 12ms; limit -= 4ms) {
        const double target = target_of(one, {p99(limit)});
        EXPECT_LE(target, last) << servers << ' ' << limit.count();
        last = target;
      }
      EXPECT_LT(last, .7) << "the limits reach down to no wait at all";
    }
  }
}

TEST(UtilisationTarget, GoesNoHigherThanItMay) {
  const auto target =
      utilisation_target(instance(1, 1, 1ms, Spread::kConstant, 1ms), {p99(std::chrono::hours(1))});
  ASSERT_TRUE(target);
  EXPECT_TRUE(target->capped);
  EXPECT_EQ(target->utilisation, kMostUtilisation);
}

TEST(UtilisationTarget, IsNoneWhenARequestThatIsAloneIsTooSlow) {
  EXPECT_FALSE(utilisation_target(instance(1, 1, 1ms, Spread::kConstant, 50ms), {p99(49ms)}));
  EXPECT_TRUE(utilisation_target(instance(1, 1, 1ms, Spread::kConstant, 50ms), {p99(50ms)}));
}

TEST(UtilisationTarget, AddsTheWaitsOfAllStations) {
  auto both = instance(1, 1, 10ms, Spread::kConstant, 20ms);
  both.stations.push_back({"second", 1, 2, 15ms, Spread::kExponential});
  const auto first = instance(1, 1, 10ms, Spread::kConstant, 20ms);
  EXPECT_LT(utilisation_target(both, {p99(80ms)})->rate,
            utilisation_target(first, {p99(80ms)})->rate);
  EXPECT_EQ(tightest(both).name, "station");
  both.stations[1].holds = 30ms;
  EXPECT_EQ(tightest(both).name, "second");
}

/// Share of `count` requests that come at random at `rate` and wait longer than `limit` for the
/// first free one of `servers`.
double simulated_share_late(double rate, unsigned servers, double holds, double limit,
                            Spread spread) {
  std::mt19937_64 random(1);
  std::exponential_distribution<double> gap(rate);
  std::exponential_distribution<double> service(1 / holds);
  std::vector<double> free(servers, 0.0);
  constexpr int kCount = 150'000;
  int late = 0;
  double now = 0;
  for (int i = 0; i < kCount; ++i) {
    now += gap(random);
    const auto first = std::min_element(free.begin(), free.end());
    const double begins = std::max(now, *first);
    late += begins - now > limit ? 1 : 0;
    *first = begins + (spread == Spread::kConstant ? holds : service(random));
  }
  return static_cast<double>(late) / kCount;
}

TEST(ShareLater, IsTheTailOfTheWaitOfMm1) {
  const auto one = instance(1, 1, 10ms, Spread::kExponential, 10ms);
  // P(W > d) = rho exp(-(1 - rho) d / service), with d = 30 ms left and rho = .8.
  EXPECT_NEAR(share_later(one, 80, 40ms), .8 * std::exp(-.2 * 3), 1e-6);
  EXPECT_EQ(share_later(one, 80, 9ms), 1) << "alone it is late already";
  EXPECT_EQ(share_later(one, 1, 10s), 0);
}

TEST(UtilisationTarget, LeavesOneInAHundredLateInASimulation) {
  for (const auto& [servers, spread] :
       {std::pair(1U, Spread::kConstant), std::pair(4U, Spread::kExponential)}) {
    const auto one = instance(1, servers, 2ms, spread, 20ms);
    const auto target = utilisation_target(one, {p99(35ms)});
    ASSERT_TRUE(target);
    const double late = simulated_share_late(target->rate, servers, .002, .015, spread);
    EXPECT_NEAR(late, .01, .004) << servers;
    const double later = simulated_share_late(target->rate * 1.05, servers, .002, .015, spread);
    EXPECT_GT(later, 1.5 * late) << "it is no more than just kept";
  }
}

// --- sizes ---

TEST(LeastServers, AreThoseOfErlangCCountedUp) {
  EXPECT_EQ(least_servers(400, 50ms, 10ms, p99({})), 29u);
  EXPECT_EQ(least_servers(400, 50ms, 0ms, p99({})), 32u);
  EXPECT_EQ(least_servers(10, 50ms, 0ms, p99({})), 4u);
  EXPECT_EQ(least_servers(428.57142857142857, 40ms, 25ms, p99({})), 22u);
  EXPECT_EQ(least_servers(5000, 20ms, 5ms, {"p99.9", 99.9, {}}), 117u);
}

TEST(LeastServers, OfAMeanKeepTheMeanWait) {
  EXPECT_EQ(least_servers(400, 50ms, 1ms, mean({})), 27u);
  EXPECT_EQ(least_servers(400, 50ms, 100us, mean({})), 31u);
}

TEST(LeastServers, AreNoneForNothingAndMoreThanWhatIsBusy) {
  EXPECT_EQ(least_servers(0, 50ms, 1ms, p99({})), 0u);
  EXPECT_EQ(least_servers(100, 0ms, 1ms, p99({})), 0u);
  EXPECT_EQ(least_servers(60, 50ms, std::chrono::hours(24), p99({})), 4u) << "3 erlangs";
}

TEST(LeastServers, AreFewerTheLongerOneMayWait) {
  unsigned last = 1000;
  for (auto limit = 0ms; limit < 200ms; limit += 5ms) {
    const auto servers = least_servers(1000, 50ms, limit, p99({}));
    EXPECT_LE(servers, last);
    EXPECT_GT(servers, 50u);
    last = servers;
  }
}

TEST(LeastPlaces, AreThoseOfErlangBCountedUp) {
  EXPECT_EQ(least_places(20, .001), 35u);
  EXPECT_EQ(least_places(20.8, .001), 36u);
  EXPECT_EQ(least_places(100, .01), 117u);
  EXPECT_EQ(least_places(500, .001), 555u);
  EXPECT_EQ(least_places(.01, .5), 1u);
}

TEST(RareCount, IsThreeDeviationsAboveTheMean) {
  EXPECT_DOUBLE_EQ(rare_count(100), 130.9);
  EXPECT_EQ(rare_count(0), 0);
}

// --- stalls ---

TEST(Stall, MakesAsManyLateAsASimulationRequestByRequest) {
  const Stall second{100'000, .675, 1s, 58ms};
  EXPECT_NEAR(second.late(), 289'845, 2);
  EXPECT_NEAR(to_seconds(second.drains()), 2.076915, 2e-5);
  const Stall busy{10'000, .9, 2s, 500ms};
  EXPECT_NEAR(busy.late(), 149'996, 5);
  EXPECT_NEAR(to_seconds(busy.drains()), 18, 1e-3);
}

TEST(Stall, CostsNothingWithinTheSlack) {
  EXPECT_EQ((Stall{1000, .9, 100ms, 100ms}.late()), 0);
  EXPECT_EQ((Stall{1000, .9, 100ms, 1s}.late()), 0);
}

TEST(Stall, CostsMoreTheBusierTheServer) {
  double last = 0;
  for (int rho = 0; rho < 100; rho += 5) {
    const double late = Stall{1000, rho / 100.0, 1s, 100ms}.late();
    EXPECT_GT(late, last);
    last = late;
  }
  EXPECT_DOUBLE_EQ((Stall{1000, 0, 1s, 100ms}.late()), 900) << "idle: those of the stall alone";
}

// --- numbers in formulas ---

TEST(PlanNumbers, HaveFiveDigitsAndNoneThatSayNothing) {
  EXPECT_EQ(number_words(15), "15");
  EXPECT_EQ(number_words(13.16921), "13.169");
  EXPECT_EQ(rate_words(6000), "6,000/s");
  EXPECT_EQ(share_words(.675), "67.5%");
  EXPECT_EQ(exact_share_words(.9999999), "99.99999%");
  EXPECT_EQ(time_words(2025us), "2.025ms");
  EXPECT_EQ(time_words(58ms), "58ms");
  EXPECT_EQ(time_words(1s), "1s");
  EXPECT_EQ(time_words(25us), "25us");
  EXPECT_EQ(time_words(0s), "0s");
  EXPECT_EQ(days_words(std::chrono::hours(720)), "30 days");
}

}  // namespace
}  // namespace lab
