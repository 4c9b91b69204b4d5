// Histograms keep counts exactly and values to their digits, and merging loses nothing.
#include "common/histogram.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <random>
#include <vector>

namespace lab {
namespace {

/// Every power of two up to `highest`, its neighbours, and values in between.
std::vector<std::uint64_t> interesting_values(std::uint64_t highest) {
  std::vector<std::uint64_t> values{0, highest - 1, highest};
  for (std::uint64_t power = 1; power <= highest; power *= 2) {
    for (const auto value : {power - 1, power, power + 1, power + power / 3, power + power / 2}) {
      if (value <= highest) values.push_back(value);
    }
  }
  return values;
}

template <class Buckets>
class HistogramBucketsTest : public ::testing::Test {};
using Layouts = ::testing::Types<LatencyBuckets, LagBuckets>;
TYPED_TEST_SUITE(HistogramBucketsTest, Layouts);

TYPED_TEST(HistogramBucketsTest, HoldEachValueBetweenLowestAndHighest) {
  for (const auto value : interesting_values(TypeParam::kHighest)) {
    const auto bucket = TypeParam::index(value);
    ASSERT_LT(bucket, TypeParam::size()) << value;
    EXPECT_LE(TypeParam::lowest(bucket), value);
    EXPECT_GE(TypeParam::highest(bucket), value);
  }
}

TYPED_TEST(HistogramBucketsTest, FollowEachOtherWithoutGapOrOverlap) {
  for (std::size_t bucket = 0; bucket + 1 < TypeParam::size(); ++bucket) {
    ASSERT_EQ(TypeParam::highest(bucket) + 1, TypeParam::lowest(bucket + 1)) << bucket;
    ASSERT_EQ(TypeParam::index(TypeParam::lowest(bucket)), bucket);
    ASSERT_EQ(TypeParam::index(TypeParam::highest(bucket)), bucket);
  }
}

TYPED_TEST(HistogramBucketsTest, AreNoWiderThanTheirDigitsAllow) {
  const double most = std::is_same_v<TypeParam, LatencyBuckets> ? 1e-3 : 1e-2;
  for (std::size_t bucket = 1; bucket < TypeParam::size(); ++bucket) {
    const auto width = TypeParam::highest(bucket) - TypeParam::lowest(bucket);
    ASSERT_LE(static_cast<double>(width), most * static_cast<double>(TypeParam::lowest(bucket)))
        << bucket;
  }
}

TYPED_TEST(HistogramBucketsTest, TakeValuesBeyondTheHighestIntoTheLast) {
  EXPECT_EQ(TypeParam::index(TypeParam::kHighest + 1), TypeParam::size() - 1);
  EXPECT_EQ(TypeParam::index(~std::uint64_t{0}), TypeParam::size() - 1);
}

TEST(Histogram, OfNothingHasNoPercentile) {
  const Histogram empty;
  EXPECT_EQ(empty.count(), 0u);
  EXPECT_EQ(empty.min(), 0u);
  EXPECT_EQ(empty.max(), 0u);
  EXPECT_EQ(empty.mean(), 0);
  EXPECT_EQ(empty.stdev(), 0);
  EXPECT_FALSE(empty.percentile(50).has_value());
  EXPECT_EQ(empty.count_above(0), 0u);
}

TEST(Histogram, TakesTheNearestRank) {
  Histogram thousand;
  for (std::uint64_t value = 1; value <= 1000; ++value) thousand.record(value);  // a bucket each
  const std::pair<double, std::uint64_t> table[] = {
      {0.01, 1}, {0.1, 1},    {0.11, 2},     {1, 10},   {50, 500},   {75, 750},   {90, 900},
      {99, 990}, {99.9, 999}, {99.91, 1000}, {95, 950}, {99.5, 995}, {100, 1000}, {99.99, 1000}};
  for (const auto& [percent, rank] : table)
    EXPECT_EQ(thousand.percentile(percent), rank) << percent;
}

TEST(Histogram, HasTheOneValueAtEveryPercentile) {
  Histogram one;
  one.record(123'456'789);
  for (const double percent : {0.001, 50.0, 99.999, 100.0})
    EXPECT_EQ(one.percentile(percent), 123'456'789u);
  EXPECT_EQ(one.stdev() < 123'456.0, true) << "no more than the width of a bucket";
}

TEST(Histogram, NeverReportsMoreThanItsGreatestValue) {
  Histogram some;
  some.record(1'000'000);
  some.record(1'000'001);
  EXPECT_LE(*some.percentile(100), 1'000'001u);
  EXPECT_GE(*some.percentile(1), 1'000'000u);
}

TEST(Histogram, KeepsPercentilesOfRandomValuesWithinTheirDigits) {
  std::mt19937_64 random(7);
  std::lognormal_distribution<double> latency(16, 3);
  std::vector<std::uint64_t> values(20'000);
  Histogram histogram;
  for (auto& value : values) {
    value = std::min(static_cast<std::uint64_t>(latency(random)), LatencyBuckets::kHighest);
    histogram.record(value);
  }
  std::sort(values.begin(), values.end());
  for (const double percent : {0.1, 1.0, 10.0, 50.0, 90.0, 99.0, 99.9, 99.99, 100.0}) {
    const auto rank = static_cast<std::size_t>(std::ceil(percent / 100 * 20'000 - 1e-6));
    const auto exact = static_cast<double>(values[rank - 1]);
    const auto kept = static_cast<double>(*histogram.percentile(percent));
    EXPECT_GE(kept, exact) << percent;
    EXPECT_LE(kept, exact * 1.001) << percent;
  }
}

TEST(Histogram, CountsBeyondTheHighestValueWithTheirTrueMaximum) {
  Histogram histogram;
  histogram.record(LatencyBuckets::kHighest * 5);
  EXPECT_EQ(histogram.count(), 1u);
  EXPECT_EQ(histogram.max(), LatencyBuckets::kHighest * 5);
  EXPECT_EQ(histogram.percentile(50), LatencyBuckets::kHighest * 5);
}

TEST(Histogram, MergesIntoWhatOneAloneWouldHold) {
  std::mt19937_64 random(11);
  std::uniform_int_distribution<std::uint64_t> any(0, 10'000'000);
  Histogram all, first, second;
  for (int i = 0; i < 5000; ++i) {
    const auto value = any(random);
    all.record(value);
    (i % 3 == 0 ? first : second).record(value);
  }
  first.merge(second);
  first.merge(Histogram());
  EXPECT_EQ(first.count(), all.count());
  EXPECT_EQ(first.min(), all.min());
  EXPECT_EQ(first.max(), all.max());
  EXPECT_DOUBLE_EQ(first.mean(), all.mean());
  for (std::size_t bucket = 0; bucket < LatencyBuckets::size(); ++bucket) {
    ASSERT_EQ(first.count_at(bucket), all.count_at(bucket));
  }
}

TEST(Histogram, RecordsManyAtOnceAndMoreThan32Bits) {
  Histogram histogram;
  histogram.record(10, std::uint64_t{1} << 33);
  histogram.record(20, (std::uint64_t{1} << 33) - 1);
  histogram.record(30, 0);
  EXPECT_EQ(histogram.count(), (std::uint64_t{1} << 34) - 1);
  EXPECT_EQ(histogram.max(), 20u);
  EXPECT_EQ(histogram.percentile(50), 10u);
  EXPECT_EQ(histogram.percentile(50.1), 20u);
  EXPECT_EQ(histogram.percentile(100), 20u);
}

TEST(Histogram, KnowsMeanAndDeviation) {
  Histogram histogram;
  for (const std::uint64_t value : {2, 4, 4, 4, 5, 5, 7, 9}) histogram.record(value);
  EXPECT_DOUBLE_EQ(histogram.mean(), 5);
  EXPECT_DOUBLE_EQ(histogram.stdev(), 2);
}

TEST(Histogram, CountsWhatLiesAboveABucket) {
  Histogram histogram;
  for (const std::uint64_t value : {10, 20, 20, 30}) histogram.record(value);
  EXPECT_EQ(histogram.count_above(0), 4u);
  EXPECT_EQ(histogram.count_above(10), 3u);
  EXPECT_EQ(histogram.count_above(19), 3u);
  EXPECT_EQ(histogram.count_above(20), 1u);
  EXPECT_EQ(histogram.count_above(30), 0u);
  EXPECT_EQ(histogram.count_above(~std::uint64_t{0}), 0u);
}

TEST(SharedLagHistogram, SnapshotHoldsEveryCount) {
  const auto shared = std::make_unique<SharedLagHistogram>();
  for (const std::uint64_t value : {0ull, 5ull, 5ull, 123'456ull, 99'999'999'999ull})
    shared->record(value);
  const auto copy = shared->snapshot();
  EXPECT_EQ(copy.count(), 5u);
  EXPECT_EQ(copy.count_at(LagBuckets::index(5)), 2u);
  EXPECT_EQ(copy.count_at(LagBuckets::index(123'456)), 1u);
  EXPECT_EQ(copy.count_at(LagBuckets::size() - 1), 1u);
}

}  // namespace
}  // namespace lab
