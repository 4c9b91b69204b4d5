// Packing loses nothing, and foreign bytes are refused.
#include "common/packed_histogram.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <string>

namespace lab {
namespace {

/// Log-uniform values from a nanosecond to an hour.
Histogram random_histogram(std::uint64_t seed, int values) {
  std::mt19937_64 random(seed);
  std::uniform_real_distribution<double> exponent(0, 12.5);
  Histogram histogram;
  for (int i = 0; i < values; ++i) {
    histogram.record(static_cast<std::uint64_t>(std::pow(10, exponent(random))));
  }
  return histogram;
}

void expect_equal(const Histogram& a, const Histogram& b) {
  EXPECT_EQ(a.count(), b.count());
  EXPECT_EQ(a.min(), b.min());
  EXPECT_EQ(a.max(), b.max());
  EXPECT_EQ(a.sum(), b.sum());
  for (std::size_t i = 0; i < LatencyBuckets::size(); ++i) EXPECT_EQ(a.count_at(i), b.count_at(i));
}

TEST(PackedHistogram, HoldsEverythingThatWasRecorded) {
  for (const int values : {0, 1, 2, 1000, 100'000}) {
    const auto histogram = random_histogram(7, values);
    const auto back = unpack(pack(histogram));
    ASSERT_TRUE(back);
    expect_equal(*back, histogram);
  }
}

TEST(PackedHistogram, HoldsCountsOfAnySize) {
  for (const std::uint64_t times : {63ull, 64ull, 8191ull, 8192ull, 1ull << 32, 1ull << 62}) {
    Histogram histogram;
    histogram.record(5, times);
    EXPECT_EQ(unpack(pack(histogram))->count_at(5), times);
  }
}

TEST(PackedHistogram, HoldsTheExtremesOfItsRange) {
  Histogram histogram;
  histogram.record(0);
  histogram.record(~std::uint64_t{0});
  expect_equal(*unpack(pack(histogram)), histogram);
}

TEST(PackedHistogram, HoldsTheExtremesAmongValuesAboveItsRange) {
  Histogram histogram;
  histogram.record(LatencyBuckets::kHighest * 2);
  histogram.record(LatencyBuckets::kHighest * 3);
  expect_equal(*unpack(pack(histogram)), histogram);
}

TEST(PackedHistogram, WritesTheBytesThatHdrHistogramWrites) {
  Histogram histogram;
  histogram.record(3, 2);
  histogram.record(5, 100);
  // Three empty buckets, 2 values, one empty bucket, 100 values.
  EXPECT_EQ(pack(histogram).counts, std::string("\x05\x04\x01\xc8\x01", 5));
}

TEST(PackedHistogram, MergesAsHistogramsDo) {
  auto a = random_histogram(1, 500);
  const auto b = random_histogram(2, 700);
  auto packed = pack(a);
  packed.merge(pack(b));
  packed.merge({});
  a.merge(b);
  expect_equal(*unpack(packed), a);
}

TEST(PackedHistogram, CountsAboveLimitsAsIfItWereUnpacked) {
  const auto histogram = random_histogram(4, 1000);
  for (const std::uint64_t limit : {0ull, 1ull, 5000ull, 1'000'000ull, ~0ull}) {
    const auto counts = count_above(pack(histogram), {limit, limit / 2});
    ASSERT_TRUE(counts);
    EXPECT_EQ(counts->all, 1000u);
    EXPECT_EQ(counts->above[0], histogram.count_above(limit));
    EXPECT_EQ(counts->above[1], histogram.count_above(limit / 2));
  }
}

TEST(PackedHistogram, RefusesBytesThatAreNoCounts) {
  PackedHistogram cut = pack(random_histogram(3, 100));
  cut.counts.back() = '\x80';  // a number that does not end
  EXPECT_FALSE(unpack(cut));
  EXPECT_FALSE(count_above(cut, {0, 0}));
  PackedHistogram far{std::string("\xff\xff\xff\xff\xff\xff\xff\xff\xff", 9), 0, 0, 0};
  EXPECT_FALSE(unpack(far)) << "more empty buckets than there are buckets";
}

}  // namespace
}  // namespace lab
