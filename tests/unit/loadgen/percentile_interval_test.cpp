// Intervals of percentiles: ranks and variances worked out by hand, coverage by simulation.
#include "loadgen/stats/percentile_interval.hpp"

#include <gtest/gtest.h>

#include "tests/unit/loadgen/sampled_latencies.hpp"

namespace lab {
namespace {

using namespace std::chrono_literals;

// --- the formulas ---

TEST(IndependentRanks, AgreeWithPublishedTables) {
  EXPECT_EQ(independent_ranks(100, 50), (Ranks{40, 61}));  // Campbell and Gardner 1988
  EXPECT_EQ(independent_ranks(1000, 99), (Ranks{984, 997}));
}

TEST(IndependentRanks, AreNoneWhereThereAreTooFewValues) {
  EXPECT_FALSE(independent_ranks(1000, 99.9));  // rank 1002 of 1000
  EXPECT_TRUE(independent_ranks(10'000, 99.9));
  EXPECT_FALSE(independent_ranks(3, 50));
  EXPECT_FALSE(independent_ranks(0, 50));
}

TEST(ClusteredRanks, AreThoseOfIndependentValuesWithoutAnEffect) {
  EXPECT_EQ(clustered_ranks(100, 50, 1, 1.96), (Ranks{40, 61}));
  EXPECT_EQ(clustered_ranks(1'000'000, 90, 1, 1.96),
            (Ranks{899'410, 900'587}));  // 900'000 -1.5 -+ 588, and 1
}

TEST(ClusteredRanks, AreFurtherApartByTheRootOfTheEffect) {
  // logit(0.5 -+ 3 * 0.05): half width 2 * 3 * 0.2 = 1.2, so shares of 0.2315 and 0.7685
  EXPECT_EQ(clustered_ranks(100, 50, 9, 2), (Ranks{23, 78}));
}

TEST(ClusteredRanks, StayInsideTheDistributionHoweverSecondsDiffer) {
  // 900 -+ 2.571 * sqrt(200 * 90) = 900 -+ 345 would end at rank 1245 of 1000.
  EXPECT_EQ(clustered_ranks(1000, 90, 200, 2.571), (Ranks{163, 999}));
  EXPECT_FALSE(clustered_ranks(1000, 99.9, 1, 2.571));
  EXPECT_FALSE(clustered_ranks(0, 50, 1, 2.571));
}

TEST(DesignEffect, IsThatOfAWorkedExample) {
  // N = 400, s = 0.5: residuals -10, 10, -10, 10; 4/3 * 400 / (400 * 0.25) = 5.33
  const std::vector<Block> blocks{{100, 40}, {100, 60}, {100, 40}, {100, 60}};
  EXPECT_NEAR(design_effect(blocks), 16.0 / 3, 1e-9);
}

TEST(DesignEffect, WeighsBlocksByTheirSize) {
  // s = 0.6: residuals 20, -20; 2 * 800 / (400 * 0.24) = 16.67
  const std::vector<Block> blocks{{300, 200}, {100, 40}};
  EXPECT_NEAR(design_effect(blocks), 2 * 800 / 96.0, 1e-9);
}

TEST(DesignEffect, IsNeverBelowOne) {
  const std::vector<Block> even{{100, 50}, {100, 50}, {100, 50}};
  EXPECT_EQ(design_effect(even), 1);
  const std::vector<Block> all_equal{{100, 100}, {50, 50}};
  EXPECT_EQ(design_effect(all_equal), 1);
}

TEST(JoinSmall, LeavesNoBlockBelowHalfTheMean) {
  const auto joined = join_small({{3, 1}, {100, 50}, {90, 40}, {0, 0}, {110, 60}, {5, 0}});
  ASSERT_EQ(joined.size(), 3u);
  EXPECT_EQ(joined[0].count, 103u);
  EXPECT_EQ(joined[0].at_or_below, 51u);
  EXPECT_EQ(joined[1].count, 90u);
  EXPECT_EQ(joined[2].count, 115u);
}

// --- intervals of a run ---

std::optional<PercentileInterval> interval_of(const Sample& sample, Stat stat) {
  const auto intervals = percentile_intervals(sample.latencies, sample.seconds);
  for (std::size_t i = 0; i < kIntervals; ++i) {
    if (kIntervalStats[i] == stat) return intervals[i];
  }
  return std::nullopt;
}

TEST(PercentileInterval, IsOfIndependentRequestsInFewSeconds) {
  Sample sample;
  for (int second = 0; second < 4; ++second) {
    sample.add_second(std::vector<Duration>(100, second % 2 == 0 ? 10ms : 20ms));
  }
  EXPECT_EQ(interval_of(sample, Stat::kP50)->widening, Widening::kNone);
  EXPECT_EQ(interval_of(sample, Stat::kP50)->design_effect, 1);
}

/// Five seconds of a hundred requests from 1 to 2 ms, each second slower by `shift` than the last.
Sample five_seconds(Duration shift) {
  Sample sample;
  for (int second = 0; second < 5; ++second) {
    std::vector<Duration> values;
    values.reserve(100);
    for (int i = 0; i < 100; ++i) values.push_back(1ms + 10us * i + shift * second);
    sample.add_second(values);
  }
  return sample;
}

TEST(PercentileInterval, IsWiderWhereSecondsDiffer) {
  const auto even = *interval_of(five_seconds(0ms), Stat::kP50);
  const auto uneven = *interval_of(five_seconds(100us), Stat::kP50);
  EXPECT_EQ(even.widening, Widening::kBySeconds);
  EXPECT_EQ(even.design_effect, 1);
  EXPECT_GT(uneven.design_effect, 5);
  EXPECT_GT(uneven.high.value - uneven.low.value, 2 * (even.high.value - even.low.value));
}

TEST(PercentileInterval, TakesEqualValuesForNoSpread) {
  Sample sample;
  for (int second = 0; second < 6; ++second) {
    sample.add_second(std::vector<Duration>(static_cast<std::size_t>(100 + 7 * second), 5ms));
  }
  const auto interval = *interval_of(sample, Stat::kP99);
  EXPECT_EQ(interval.design_effect, 1);
  EXPECT_EQ(interval.low.value, interval.high.value);
}

TEST(PercentileInterval, IsAtLeastAmongTheUnanswered) {
  Sample sample;
  sample.latencies.answered.record(1'000'000, 985);
  sample.latencies.unanswered.record(50'000'000, 15);
  const auto interval = *interval_of(sample, Stat::kP99);  // ranks 984 and 997
  EXPECT_EQ(interval.low.bound, Bound::kExact);
  EXPECT_EQ(interval.high.bound, Bound::kAtLeast);
  EXPECT_NEAR(to_ms(interval.high.value), 50, 0.1);
}

TEST(PercentileInterval, IsNoneOfNothing) {
  for (const auto& interval : percentile_intervals({}, {})) EXPECT_FALSE(interval);
}

// --- coverage ---

/// Of the intervals that there were.
struct Coverage {
  int given = 0;
  int covering = 0;

  void count(const std::optional<PercentileInterval>& interval, double truth) {
    if (!interval) return;
    ++given;
    // Buckets are up to 0.1 % wide.
    covering += to_seconds(interval->low.value) <= truth * 1.001 &&
                        truth <= to_seconds(interval->high.value)
                    ? 1
                    : 0;
  }
  double share() const { return static_cast<double>(covering) / given; }
};

constexpr int kTrials = 100;

struct Coverages {
  Coverage widened, unwidened;
};

Coverages coverage(const World& world, Stat stat, double z) {
  std::mt19937_64 random(20240501);
  Coverages coverages;
  for (int trial = 0; trial < kTrials; ++trial) {
    auto sample = world.draw(random);
    coverages.widened.count(interval_of(sample, stat), world.truth(z));
    sample.seconds.clear();
    coverages.unwidened.count(interval_of(sample, stat), world.truth(z));
  }
  EXPECT_GT(coverages.widened.given, kTrials * 9 / 10);
  EXPECT_EQ(coverages.unwidened.given, kTrials);
  return coverages;
}

constexpr double kZ99 = 2.326348;

TEST(PercentileInterval, CoversTheTruthOfIndependentRequests) {
  const World independent{10, 100, 0, 0.5};
  for (const auto& [stat, z] : {std::pair{Stat::kP50, 0.0}, {Stat::kP99, kZ99}}) {
    const auto covered = coverage(independent, stat, z);
    EXPECT_GE(covered.unwidened.share(), 0.9) << stat_name(stat);
    EXPECT_GE(covered.widened.share(), 0.9) << stat_name(stat);
  }
}

TEST(PercentileInterval, CoversTheMedianWhereSecondsShiftOnlyOnceWidened) {
  const auto covered = coverage({10, 100, 0.4, 0.5}, Stat::kP50, 0);
  EXPECT_LE(covered.unwidened.share(), 0.4);
  EXPECT_GE(covered.widened.share(), 0.9);
}

TEST(PercentileInterval, CoversTheTailWhereSecondsShiftOnlyOnceWidened) {
  const auto covered = coverage({20, 400, 0.2, 0.5}, Stat::kP99, kZ99);
  EXPECT_LE(covered.unwidened.share(), 0.6);
  EXPECT_GE(covered.widened.share(), 0.9);
}

}  // namespace
}  // namespace lab
