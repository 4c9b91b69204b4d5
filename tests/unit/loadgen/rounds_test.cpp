// What rounds say together.
#include "loadgen/stats/rounds.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace lab {
namespace {

using namespace std::chrono_literals;

RoundRow row(double good, Duration p99 = 10ms, Bound bound = Bound::kExact) {
  return {1s, good, Figure{1ms}, Figure{p99, bound}, 0, RoundEnd::kWhole};
}

TEST(Round, IsSummedUpInARow) {
  RunResult result;
  result.measured = 2s;
  EntryFacts entry;
  entry.due = 3;
  entry.good_in_window = 2;
  for (const auto outcome : {Outcome::k2xx, Outcome::k3xx, Outcome::k5xx}) {
    entry.outcomes.add(outcome);
    entry.latency.answered.record(1000);
  }
  result.entries = {entry};
  const auto made = summarize_round(result, RoundEnd::kWhole);
  EXPECT_EQ(made.good_per_second, 1);
  EXPECT_EQ(made.not_good, 1u);
  EXPECT_EQ(made.p50->value, 1us);
  EXPECT_FALSE(summarize_round(RunResult{}, RoundEnd::kWhole).good_per_second);
}

TEST(AcrossRounds, AgreesWithAWorkedExample) {
  // Logarithms 4.4998, 4.7875, 4.6052: mean 4.63083, standard deviation 0.14556; t = 4.303
  const auto across = *across_rounds({row(90), row(120), row(100)});
  EXPECT_EQ(across.rounds, 3u);
  EXPECT_DOUBLE_EQ(across.good_per_second->median, 100);
  EXPECT_NEAR(across.good_per_second->interval->low, std::exp(4.63083 - 0.36162), 0.01);
  EXPECT_NEAR(across.good_per_second->interval->high, std::exp(4.63083 + 0.36162), 0.01);
  EXPECT_EQ(across.p99->median.value, 10ms);
  EXPECT_NEAR(to_ms(*across.p99->low), 10, 1e-6);
  EXPECT_NEAR(to_ms(*across.p99->high), 10, 1e-6);
}

TEST(AcrossRounds, OfLopsidedRoundsHasPossibleBounds) {
  const auto across = *across_rounds({row(1, 73us), row(1, 154us), row(1, 100us)});
  EXPECT_NEAR(to_ms(*across.p99->low), 0.041, 0.001);  // the raw values would say 0.0066
  EXPECT_NEAR(to_ms(*across.p99->high), 0.264, 0.001);
  const auto wide = *across_rounds({row(1, 10us), row(1, 100us), row(1, 20us)});
  EXPECT_GT(*wide.p99->low, 0us);
}

TEST(AcrossRounds, HasNoIntervalOfRatesWithAZero) {
  const auto across = *across_rounds({row(100), row(0), row(100)});
  EXPECT_EQ(across.good_per_second->median, 100);
  EXPECT_FALSE(across.good_per_second->interval);
}

TEST(AcrossRounds, HasNoIntervalThatReachesAThousandfold) {
  const auto across = *across_rounds({row(1, 1us), row(1000, 10s)});
  EXPECT_FALSE(across.good_per_second->interval);
  EXPECT_FALSE(across.p99->low);
}

TEST(AcrossRounds, NeedsTwoWholeOnes) {
  auto cut_short = row(10);
  cut_short.end = RoundEnd::kInterrupted;
  EXPECT_FALSE(across_rounds({}));
  EXPECT_FALSE(across_rounds({row(100)}));
  EXPECT_FALSE(across_rounds({row(100), cut_short}));
  EXPECT_DOUBLE_EQ(across_rounds({row(100), row(100), cut_short})->good_per_second->median, 100);
}

TEST(AcrossRounds, GivesNoIntervalOverBounds) {
  const auto across = *across_rounds({row(1, 10ms), row(1, 12ms), row(1, 50ms, Bound::kAtLeast)});
  EXPECT_EQ(across.p99->median, (Figure{12ms, Bound::kExact})) << "whatever the third one is";
  EXPECT_FALSE(across.p99->low);
  EXPECT_TRUE(across.p50->low);
}

TEST(AcrossRounds, KnowsOnlyABoundOfAMedianThatABoundCouldMove) {
  const auto across = *across_rounds({row(1, 10ms, Bound::kAtLeast), row(1, 12ms), row(1, 50ms)});
  EXPECT_EQ(across.p99->median, (Figure{12ms, Bound::kAtLeast}));
}

TEST(AcrossRounds, HasNoFigureThatARoundLacks) {
  auto without = row(1);
  without.p99.reset();
  const auto across = *across_rounds({row(1), without});
  EXPECT_FALSE(across.p99);
  EXPECT_TRUE(across.p50);
}

TEST(PlanOfRound, DrawsByASeedOfItsOwn) {
  LoadPlan plan;
  plan.seed = 40;
  EXPECT_EQ(plan_of_round(plan, 0).seed, 40u);
  EXPECT_EQ(plan_of_round(plan, 2).seed, 42u);
}

}  // namespace
}  // namespace lab
