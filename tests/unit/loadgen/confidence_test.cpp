// Confidence over rounds, against values worked out by hand and by simulation.
#include "loadgen/stats/confidence.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace lab {
namespace {

TEST(Median, IsTheMiddleOrTheMeanOfTheMiddleTwo) {
  EXPECT_EQ(median({3, 1, 2}), 2);
  EXPECT_EQ(median({4, 1, 3, 2}), 2.5);
  EXPECT_EQ(median({7}), 7);
}

TEST(StudentT, AgreesWithPrintedTables) {
  EXPECT_DOUBLE_EQ(student_t95(2), 12.706);
  EXPECT_DOUBLE_EQ(student_t95(5), 2.776);
  EXPECT_DOUBLE_EQ(student_t95(31), 2.042);
  EXPECT_NEAR(student_t95(41), 2.021, 0.001);  // beyond the table: by expansion
  EXPECT_NEAR(student_t95(121), 1.980, 0.001);
}

TEST(MeanOverRounds, AgreesWithAWorkedExample) {
  // 8, 10, 12, 10: squares about the mean 8, standard error sqrt(8/3/4), t = 3.182
  const std::vector<double> rounds{8, 10, 12, 10};
  const auto [mean, interval] = mean_over(rounds);
  EXPECT_DOUBLE_EQ(mean, 10);
  EXPECT_NEAR(interval.low, 10 - 3.182 * std::sqrt(2.0 / 3), 1e-12);
  EXPECT_NEAR(interval.high, 10 + 3.182 * std::sqrt(2.0 / 3), 1e-12);
}

TEST(MeanOverRounds, KeepsASmallSpreadOfLargeValues) {
  const std::vector<double> rounds{1e9 - 1, 1e9, 1e9 + 1};
  const auto interval = mean_over(rounds).interval;
  EXPECT_NEAR(interval.high - interval.low, 2 * 4.303 / std::sqrt(3.0), 1e-6);
}

TEST(MeanOverRounds, CoversTheTruthAsOftenAsItSays) {
  std::mt19937_64 random(2);
  std::normal_distribution<double> noise(100, 5);
  int covered = 0;
  for (int trial = 0; trial < 2000; ++trial) {
    std::vector<double> rounds(5);
    for (auto& round : rounds) round = noise(random);
    covered += mean_over(rounds).interval.contains(100) ? 1 : 0;
  }
  EXPECT_NEAR(covered / 2000.0, 0.95, 0.02);
}

TEST(LogInterval, IsBackTransformedFromTheLogarithms) {
  const std::vector<double> values{std::exp(0.1), std::exp(0.2), std::exp(0.3)};
  const auto interval = log_interval(values);
  ASSERT_TRUE(interval);
  EXPECT_NEAR(std::log(interval->low), 0.2 - 4.303 * 0.1 / std::sqrt(3.0), 1e-6);
  EXPECT_NEAR(std::log(interval->high), 0.2 + 4.303 * 0.1 / std::sqrt(3.0), 1e-6);
}

TEST(LogInterval, NeedsValuesAboveZeroThatAreNotWorldsApart) {
  EXPECT_FALSE(log_interval(std::vector<double>{1, 0}));
  EXPECT_TRUE(log_interval(std::vector<double>{1, 2}));
  EXPECT_FALSE(log_interval(std::vector<double>{1, 10}));
}

TEST(PairedRatio, IsExactWhenEveryRoundAgrees) {
  const std::vector<double> a{20, 40, 80};
  const std::vector<double> b{10, 20, 40};
  const auto ratio = paired_ratio(a, b);
  EXPECT_NEAR(ratio.mean, 2, 1e-12);
  EXPECT_NEAR(ratio.interval.low, 2, 1e-6);
  EXPECT_NEAR(ratio.interval.high, 2, 1e-6);
}

TEST(PairedRatio, AgreesWithAWorkedExample) {
  // log ratios 0.1, 0.2, 0.3: mean 0.2, standard error 0.1/sqrt(3), t = 4.303
  const std::vector<double> a{std::exp(0.1), std::exp(0.2), std::exp(0.3)};
  const std::vector<double> b{1, 1, 1};
  const auto ratio = paired_ratio(a, b);
  EXPECT_NEAR(std::log(ratio.mean), 0.2, 1e-9);
  EXPECT_NEAR(std::log(ratio.interval.high), 0.2 + 4.303 * 0.1 / std::sqrt(3.0), 1e-6);
  EXPECT_NEAR(std::log(ratio.interval.low), 0.2 - 4.303 * 0.1 / std::sqrt(3.0), 1e-6);
}

TEST(PairedRatio, CoversTheTruthAsOftenAsItSays) {
  std::mt19937_64 random(1);
  std::normal_distribution<double> noise(0, 0.05);
  int covered = 0;
  for (int trial = 0; trial < 2000; ++trial) {
    std::vector<double> a(5), b(5);
    for (std::size_t r = 0; r < 5; ++r) {
      const double common = noise(random);  // what meets both servers of a round
      a[r] = 110 * std::exp(common + noise(random));
      b[r] = 100 * std::exp(common + noise(random));
    }
    covered += paired_ratio(a, b).interval.contains(1.1) ? 1 : 0;
  }
  EXPECT_NEAR(covered / 2000.0, 0.95, 0.02);
}

}  // namespace
}  // namespace lab
