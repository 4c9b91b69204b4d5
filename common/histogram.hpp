// A latency histogram of bounded relative error, after HdrHistogram: exact counts, exact merging.
#pragma once

#include <array>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace lab {

/// Bucket arithmetic for values 0..Highest kept to `Digits` significant decimal digits.
/// Values below 2 * 10^Digits (rounded up to a power of two) have a bucket each; above that every
/// doubling is cut into the same number of equal steps. So a bucket is never wider than
/// 10^-Digits of the values in it.
template <int Digits, std::uint64_t Highest>
struct HistogramBuckets {
  static constexpr std::uint64_t kHighest = Highest;
  static constexpr int kStepBits = Digits == 2 ? 8 : 11;  // 256 >= 2 * 10^2, 2048 >= 2 * 10^3
  static_assert(Digits == 2 || Digits == 3);

  static constexpr std::size_t index(std::uint64_t value) {
    if (value > Highest) value = Highest;
    const int shift = shift_of(value);
    return (static_cast<std::size_t>(shift) << (kStepBits - 1)) +
           static_cast<std::size_t>(value >> shift);
  }
  /// The least value that falls into bucket `index`.
  static constexpr std::uint64_t lowest(std::size_t index) {
    const auto half = std::size_t{1} << (kStepBits - 1);
    if (index < 2 * half) return index;
    const auto shift = index / half - 1;
    return static_cast<std::uint64_t>(index - shift * half) << shift;
  }
  /// The greatest value that falls into bucket `index`.
  static constexpr std::uint64_t highest(std::size_t index) { return lowest(index + 1) - 1; }

  static constexpr std::size_t size() { return index(Highest) + 1; }

 private:
  static constexpr int shift_of(std::uint64_t value) {
    const int width = static_cast<int>(std::bit_width(value));
    return width > kStepBits ? width - kStepBits : 0;
  }
};

/// Latencies of the load generator: nanoseconds up to an hour, three digits.
using LatencyBuckets = HistogramBuckets<3, 3'600'000'000'000>;
/// Loop lag in the shared scoreboard: microseconds up to an hour, two digits.
using LagBuckets = HistogramBuckets<2, 3'600'000'000>;

/// Counts of values in buckets. Not thread-safe: one a thread, merged afterwards without loss.
template <class Buckets>
class BasicHistogram {
 public:
  BasicHistogram() : counts_(Buckets::size()) {}
  /// One that was taken apart: `counts` by bucket, and what counts alone do not tell. An extreme
  /// outside the buckets that hold counts is moved into them.
  BasicHistogram(std::vector<std::uint64_t> counts, std::uint64_t min, std::uint64_t max,
                 double sum);

  void record(std::uint64_t value, std::uint64_t times = 1);
  void merge(const BasicHistogram& other);

  /// Forgets everything, and keeps its memory.
  void clear();

  std::uint64_t count() const { return count_; }
  std::uint64_t min() const { return count_ == 0 ? 0 : min_; }
  std::uint64_t max() const { return max_; }
  /// Of the recorded values themselves.
  double sum() const { return sum_; }
  /// Arithmetic mean of the recorded values themselves, not of their buckets; 0 when empty.
  double mean() const;
  /// Standard deviation over bucket midpoints, which count as no less than min() and no more than
  /// max(); 0 when empty and of equal values.
  double stdev() const;

  /// Nearest-rank percentile, 0 < `percent` <= 100: the least bucket with at least that share of
  /// the values at or below it, as the bucket's greatest value, but never above max(). Empty: no
  /// value.
  std::optional<std::uint64_t> percentile(double percent) const;
  /// How many values lie in buckets above the one of `value`.
  std::uint64_t count_above(std::uint64_t value) const;

  std::uint64_t count_at(std::size_t bucket) const { return counts_[bucket]; }

  friend bool operator==(const BasicHistogram&, const BasicHistogram&) = default;

 private:
  std::vector<std::uint64_t> counts_;
  std::uint64_t count_ = 0;
  std::uint64_t min_ = ~std::uint64_t{0};
  std::uint64_t max_ = 0;
  double sum_ = 0;
};

using Histogram = BasicHistogram<LatencyBuckets>;
using LagHistogram = BasicHistogram<LagBuckets>;

extern template class BasicHistogram<LatencyBuckets>;
extern template class BasicHistogram<LagBuckets>;

/// A lag histogram that processes share: fixed size, no pointers, no locks. Readers see each count
/// at least as old as the last read, never a torn one.
class SharedLagHistogram {
 public:
  void record(std::uint64_t value) {
    counts_[LagBuckets::index(value)].fetch_add(1, std::memory_order_relaxed);
  }
  LagHistogram snapshot() const;

 private:
  std::array<std::atomic<std::uint64_t>, LagBuckets::size()> counts_{};
};

}  // namespace lab
