// A latency histogram in few bytes, for keeping one a second and for writing into files.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "common/histogram.hpp"
#include "common/result.hpp"

namespace lab {

/// What a Histogram holds, without its empty buckets. `counts` is the payload of HdrHistogram's V2
/// encoding (for one to an hour in nanoseconds, three digits): a number a bucket from the first on,
/// zigzag LEB128 in at most nine bytes; a negative one stands for so many empty buckets.
struct PackedHistogram {
  std::string counts;
  std::uint64_t min = ~std::uint64_t{0};
  std::uint64_t max = 0;
  double sum = 0;

  bool empty() const { return counts.empty(); }
  /// Adds the other's values.
  void merge(const PackedHistogram& other);

  friend bool operator==(const PackedHistogram&, const PackedHistogram&) = default;
};

PackedHistogram pack(const Histogram& histogram);

/// A problem when the bytes are not such a payload.
Result<Histogram> unpack(const PackedHistogram& packed);

/// How many values there are in all, and how many in buckets above that of each limit.
struct CountsAbove {
  std::uint64_t all = 0;
  std::array<std::uint64_t, 2> above{};
};
/// As unpacked, and many times quicker. A problem likewise.
Result<CountsAbove> count_above(const PackedHistogram& packed,
                                const std::array<std::uint64_t, 2>& limits);

}  // namespace lab
