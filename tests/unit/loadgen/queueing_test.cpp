// Queueing formulas, against tables, exact series worked out with 120 digits, and each other.
#include "loadgen/stats/queueing.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace lab {
namespace {

using namespace std::chrono_literals;

/// In units of B.
double percentile(double rho, double percent) {
  return to_seconds(Md1{rho, 1s}.wait_percentile(percent));
}

// --- M/D/1 ---

struct Md1Row {
  double rho;
  double p50, p90, p99;
};

TEST(Md1, WaitsLikeTheLiteratureSays) {
  for (const auto& row :
       {Md1Row{.25, 0, .73, 1.67}, Md1Row{.5, 0, 1.52, 3.34}, Md1Row{.7, .73, 3.08, 6.49},
        Md1Row{.8, 1.28, 5.01, 10.36}, Md1Row{.9, 3.01, 10.78, 21.90}}) {
    EXPECT_NEAR(percentile(row.rho, 50), row.p50, .005) << row.rho;
    EXPECT_NEAR(percentile(row.rho, 90), row.p90, .005) << row.rho;
    EXPECT_NEAR(percentile(row.rho, 99), row.p99, .005) << row.rho;
  }
}

TEST(Md1, IsExactWhereTheAlternatingSeriesLosesEveryDigit) {
  // The alternating series with mpmath at 120 digits.
  EXPECT_NEAR(percentile(.95, 50), 6.48066790612, 2e-9);
  EXPECT_NEAR(percentile(.95, 99), 44.9377655084, 2e-9);
  EXPECT_NEAR(percentile(.95, 99.9), 67.5733021557, 2e-9);
  EXPECT_NEAR(percentile(.95, 99.999), 112.84437545, 2e-8);
  EXPECT_NEAR(percentile(.25, 99.999), 4.60574783694, 2e-9);
  const Md1 busy{.95, 1s};
  EXPECT_NEAR(busy.share_waiting_at_most(20'300ms), .87740998195127883, 1e-13);
  EXPECT_NEAR(busy.share_waiting_at_most(67'800ms), .99902279682376604, 1e-13);
}

TEST(Md1, DelaysAsTheFormulaOfTheLessonsUpToOneService) {
  const Md1 blocked{.8, 50ms};
  for (const auto d : {0ms, 1ms, 10ms, 49ms, 50ms}) {
    EXPECT_NEAR(blocked.share_delayed(d), 1 - .2 * std::exp(.8 * to_ms(d) / 50), 1e-14);
  }
}

TEST(Md1, DelaysHaveNoStepAtAWholeNumberOfServices) {
  const Md1 queue{.9, 1s};
  for (const auto at : {1s, 2s, 7s, 60s}) {
    EXPECT_NEAR(queue.share_waiting_at_most(at - 1ns), queue.share_waiting_at_most(at), 2e-9);
    EXPECT_NEAR(queue.share_waiting_at_most(at + 1ns), queue.share_waiting_at_most(at), 2e-9);
  }
}

TEST(Md1, PercentileIsTheLeastWaitWithThatShare) {
  for (const double rho : {.1, .5, .95}) {
    for (const double percent : {0.0, 50.0, 90.0, 99.9}) {
      const Md1 queue{rho, 50ms};
      const auto wait = queue.wait_percentile(percent);
      EXPECT_GE(queue.share_waiting_at_most(wait), percent / 100);
      if (wait == 0ns) continue;
      EXPECT_LT(queue.share_waiting_at_most(wait - 1ns), percent / 100);
    }
  }
}

TEST(Md1, WaitsLongerTheBusierAndTheHigherThePercentile) {
  for (int percent = 0; percent < 100; percent += 3) {
    for (int rho = 0; rho < 99; rho += 3) {
      const auto here = percentile(rho / 100.0, percent);
      EXPECT_LE(here, percentile((rho + 1) / 100.0, percent)) << rho << ' ' << percent;
      EXPECT_LE(here, percentile(rho / 100.0, percent + 0.9)) << rho << ' ' << percent;
    }
  }
}

TEST(Md1, MeanWaitIsTheAreaAboveItsDistribution) {
  const Md1 queue{.8, 1s};
  EXPECT_EQ(queue.mean_wait(), 2s);
  double area = 0;
  for (auto t = 5ms; t < 60s; t += 10ms) area += queue.share_delayed(t) * .01;
  EXPECT_NEAR(area, 2, 1e-4);
}

TEST(Md1, AnIdleServerKeepsNobodyWaiting) {
  const Md1 idle{0, 50ms};
  EXPECT_EQ(idle.share_delayed(0ns), 0);
  EXPECT_EQ(idle.mean_wait(), 0ns);
  EXPECT_EQ(idle.wait_percentile(99.9), 0ns);
}

TEST(Md1, SurvivesExtremes) {
  EXPECT_EQ((Md1{.5, 1us}.share_waiting_at_most(std::chrono::hours(24))), 1);
  EXPECT_GT(percentile(.5, std::nextafter(100.0, 0.0)), 20);
  // Heavy traffic: W is nearly exponential with the mean rho B / (2 (1 - rho)).
  EXPECT_NEAR(percentile(.999, 99) / (std::log(100.0) * .999 / .002), 1, .002);
}

// --- M/M/c ---

struct ErlangRow {
  unsigned servers;
  double tolerance;
  double c50, c70, c80, c90, c95;
};

TEST(ErlangC, AgreesWithPrintedTables) {
  for (const auto& row :
       {ErlangRow{1, 1e-12, .5, .7, .8, .9, .95}, ErlangRow{2, .0006, .333, .576, .711, .853, .926},
        ErlangRow{4, .0006, .174, .429, .596, .788, .891},
        ErlangRow{16, .006, .009, .13, .305, .591, .78}}) {
    const auto waiting = [&](double rho) { return Mmc{rho, row.servers, 1s}.share_waiting(); };
    EXPECT_NEAR(waiting(.5), row.c50, row.tolerance) << row.servers;
    EXPECT_NEAR(waiting(.7), row.c70, row.tolerance) << row.servers;
    EXPECT_NEAR(waiting(.8), row.c80, row.tolerance) << row.servers;
    EXPECT_NEAR(waiting(.9), row.c90, row.tolerance) << row.servers;
    EXPECT_NEAR(waiting(.95), row.c95, row.tolerance) << row.servers;
  }
}

TEST(ErlangB, AgreesWithPrintedTables) {
  EXPECT_DOUBLE_EQ(erlang_b(2, 2), .4);  // (2^2/2) / (1 + 2 + 2)
  EXPECT_NEAR(erlang_b(4.4612, 10), .01, 1e-5);
  EXPECT_NEAR(erlang_b(84.064, 100), .01, 1e-5);
  EXPECT_EQ(erlang_b(0, 3), 0);
  EXPECT_EQ(erlang_b(5, 0), 1);
}

TEST(ErlangB, NeedsNoFactorials) {
  EXPECT_NEAR(erlang_b(20'000, 10'000), .5, .001);  // overload: all but what they can serve
}

TEST(Mmc, WithOneServerIsTheTextbooksMm1) {
  const Mmc queue{.8, 1, 50ms};
  EXPECT_EQ(queue.mean_wait(), 200ms);
  EXPECT_NEAR(queue.share_delayed(100ms), .8 * std::exp(-.2 * 2), 1e-12);
  EXPECT_NEAR(to_ms(queue.wait_percentile(90)), 250 * std::log(8.0), 1e-5);
  EXPECT_EQ(queue.wait_percentile(19), 0ns);
}

TEST(Mmc, PercentileHasItsShareOfDelays) {
  const Mmc queue{.9, 4, 50ms};
  EXPECT_NEAR(queue.share_delayed(queue.wait_percentile(99)), .01, 1e-8);
  EXPECT_NEAR(queue.share_delayed(queue.wait_percentile(50)), .5, 1e-8);
}

// --- M/D/c, M/G/1, Little ---

TEST(Cosmetatos, AgreesWithTheLessons) {
  EXPECT_NEAR(to_ms(Mdc{.5, 4, 50ms}.mean_wait()), 2.47, .005);
  EXPECT_NEAR(to_ms(Mdc{.9, 4, 50ms}.mean_wait()), 50, .05);
}

TEST(Cosmetatos, IsExactForOneServer) {
  EXPECT_NEAR(to_ms(Mdc{.8, 1, 50ms}.mean_wait()), to_ms(Md1{.8, 50ms}.mean_wait()), 1e-5);
  EXPECT_EQ((Mdc{0, 4, 50ms}.mean_wait()), 0ns);
}

TEST(Mg1, WaitsAsTheLessonOnMixedTailsSays) {
  const std::vector<ServiceShare> mix{{99, 1ms}, {1, 200ms}};
  const auto service = mixed_service(mix);
  EXPECT_EQ(service.mean, 2'990us);
  EXPECT_NEAR(to_ms(Mg1{.6, service}.mean_wait()), 100.6, .05);
}

TEST(Mg1, HasDeterministicAndExponentialServiceAsItsCases) {
  EXPECT_EQ((Mg1{.8, {50ms, 0}}.mean_wait()), (Md1{.8, 50ms}.mean_wait()));
  EXPECT_EQ((Mg1{.8, {50ms, 1}}.mean_wait()), (Mmc{.8, 1, 50ms}.mean_wait()));
}

TEST(MixedService, HasNoVariationWhenAllAreEqual) {
  const std::vector<ServiceShare> mix{{3, 7ms}, {0, 1s}, {5, 7ms}};
  EXPECT_EQ(mixed_service(mix).mean, 7ms);
  EXPECT_NEAR(mixed_service(mix).squared_variation, 0, 1e-12);
}

TEST(LittlesLaw, ComparesWhatIsInsideWithWhatCame) {
  EXPECT_NEAR(littles_law_gap(10, {200}, 50ms), 0, 1e-12);
  EXPECT_NEAR(littles_law_gap(11, {200}, 50ms), .1, 1e-12);
  EXPECT_NEAR(littles_law_gap(5, {200}, 50ms), -.5, 1e-12);
}

// --- contracts ---

#ifndef NDEBUG
TEST(QueueDeathTest, RefusesAQueueThatGrowsForEver) {
  for (const double rho : {1.0, 1.5, -.1, std::numeric_limits<double>::quiet_NaN()}) {
    EXPECT_DEATH((Md1{rho, 1s}.wait_percentile(50)), "has_long_run") << rho;
    EXPECT_DEATH((Mmc{rho, 2, 1s}.mean_wait()), "has_long_run") << rho;
  }
  EXPECT_DEATH((Md1{1, 1s}.share_waiting_at_most(1s)), "has_long_run");
  EXPECT_DEATH((Mdc{1, 2, 1s}.mean_wait()), "has_long_run");
  EXPECT_DEATH((Mg1{1, {1s, 0}}.mean_wait()), "has_long_run");
}

TEST(QueueDeathTest, RefusesWhatHasNoMeaning) {
  EXPECT_DEATH((Md1{.5, 0s}.mean_wait()), "has_long_run");
  EXPECT_DEATH((Mmc{.5, 0, 1s}.mean_wait()), "has_long_run");
  EXPECT_DEATH((Md1{.5, 1s}.wait_percentile(100)), "percent");
  EXPECT_DEATH((Md1{.5, 1s}.share_delayed(-1ns)), "zero");
}
#endif

}  // namespace
}  // namespace lab
