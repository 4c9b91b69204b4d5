// Wilson's interval of a share: golden values, clusters, coverage.
#include "loadgen/stats/share_interval.hpp"

#include <gtest/gtest.h>

#include <random>

namespace lab {
namespace {

TEST(ShareInterval, AgreesWithPublishedValues) {
  // Newcombe, Statistics in Medicine 17 (1998) 857, table I, method 3
  const auto common = share_interval(81, 263);
  EXPECT_NEAR(common.low, 0.2553, 5e-5);
  EXPECT_NEAR(common.high, 0.3662, 5e-5);
  const auto rare = share_interval(15, 148);
  EXPECT_NEAR(rare.low, 0.0624, 5e-5);
  EXPECT_NEAR(rare.high, 0.1605, 5e-5);
  const auto none = share_interval(0, 20);
  EXPECT_EQ(none.low, 0);
  EXPECT_NEAR(none.high, 0.1611, 5e-5);
  const auto one = share_interval(1, 29);
  EXPECT_NEAR(one.low, 0.0061, 5e-5);
  EXPECT_NEAR(one.high, 0.1718, 5e-5);
}

TEST(ShareInterval, TakesThreeHundredAndEightyOneRequestsToShowOnePerCentWithoutACase) {
  EXPECT_GT(share_interval(0, 380).high, 0.01);
  EXPECT_LT(share_interval(0, 381).high, 0.01);
}

TEST(ShareInterval, OfNothingAndOfAllIsAsWideAsItMustBe) {
  EXPECT_EQ(share_interval(0, 0).low, 0);
  EXPECT_EQ(share_interval(0, 0).high, 1);
  EXPECT_EQ(share_interval(7, 7).high, 1);
  EXPECT_LT(share_interval(7, 7).low, 1);
}

TEST(ShareInterval, IsThatOfFewerRequestsWhereTheyComeInClusters) {
  const auto clustered = share_interval(40, 400, 4, 1.959964);
  const auto fewer = share_interval(10, 100);
  EXPECT_NEAR(clustered.low, fewer.low, 1e-12);
  EXPECT_NEAR(clustered.high, fewer.high, 1e-12);
}

TEST(ShareInterval, IsWiderWhereSecondsDifferAndOnlyThen) {
  const std::vector<Block> even(6, Block{100, 90});
  const std::vector<Block> uneven{{100, 100}, {100, 100}, {100, 70},
                                  {100, 100}, {100, 70},  {100, 100}};
  const auto narrow = share_interval(60, 600, even);
  const auto wide = share_interval(60, 600, uneven);
  EXPECT_GT(wide.high - wide.low, 2 * (narrow.high - narrow.low));
  const std::vector<Block> too_few(uneven.begin(), uneven.begin() + 4);
  const auto unwidened = share_interval(60, 600, too_few);
  EXPECT_EQ(unwidened.low, share_interval(60, 600).low);
}

TEST(ShareInterval, CoversTheTruth) {
  std::mt19937_64 random(3);
  int covered = 0;
  constexpr int kTrials = 400;
  for (int i = 0; i < kTrials; ++i) {
    const auto cases = std::binomial_distribution<std::uint64_t>(1000, 0.01)(random);
    covered += share_interval(cases, 1000).contains(0.01) ? 1 : 0;
  }
  EXPECT_GE(covered, kTrials * 92 / 100);
  EXPECT_LE(covered, kTrials * 99 / 100);
}

}  // namespace
}  // namespace lab
