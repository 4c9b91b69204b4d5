// Zigzag LEB128, as HdrHistogram writes it.
#include "common/packed_histogram.hpp"

#include <algorithm>
#include <cassert>
#include <optional>
#include <string_view>
#include <vector>

namespace lab {
namespace {

constexpr int kLongest = 9;  // bytes of a number; the last one has eight bits of it

std::uint64_t zigzag(std::int64_t value) {
  return (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63);
}

std::int64_t unzigzag(std::uint64_t value) {
  return static_cast<std::int64_t>(value >> 1) ^ -static_cast<std::int64_t>(value & 1);
}

void put(std::string& out, std::int64_t number) {
  auto rest = zigzag(number);
  for (int i = 1; i < kLongest && rest >= 0x80; ++i) {
    out.push_back(static_cast<char>(rest | 0x80));
    rest >>= 7;
  }
  out.push_back(static_cast<char>(rest));
}

/// The first number of `bytes`, which it is taken off; none when they end inside it.
std::optional<std::int64_t> take(std::string_view& bytes) {
  std::uint64_t value = 0;
  for (int i = 0; i < kLongest; ++i) {
    if (bytes.empty()) return std::nullopt;
    const auto byte = static_cast<unsigned char>(bytes.front());
    bytes.remove_prefix(1);
    const bool last = byte < 0x80 || i + 1 == kLongest;
    value |= static_cast<std::uint64_t>(last ? byte : byte & 0x7f) << (7 * i);
    if (last) break;
  }
  return unzigzag(value);
}

/// Counts a bucket; none when the bytes are no payload.
std::optional<std::vector<std::uint64_t>> counts_of(std::string_view bytes) {
  std::vector<std::uint64_t> counts(LatencyBuckets::size());
  std::size_t at = 0;
  while (!bytes.empty()) {
    const auto number = take(bytes);
    if (!number || at >= counts.size()) return std::nullopt;
    if (*number >= 0) {
      counts[at++] = static_cast<std::uint64_t>(*number);
    } else {
      at += std::min<std::uint64_t>(zigzag(*number) / 2 + 1, counts.size() + 1);
    }
  }
  return at > counts.size() ? std::nullopt : std::optional(std::move(counts));
}

}  // namespace

PackedHistogram pack(const Histogram& histogram) {
  PackedHistogram packed;
  if (histogram.count() == 0) return packed;
  const auto last = LatencyBuckets::index(histogram.max());
  std::int64_t empty = 0;
  for (std::size_t i = 0; i <= last; ++i) {
    const auto count = histogram.count_at(i);
    if (count == 0) {
      ++empty;
      continue;
    }
    if (empty > 0) put(packed.counts, -empty);
    empty = 0;
    put(packed.counts, static_cast<std::int64_t>(count));
  }
  packed.min = histogram.min();
  packed.max = histogram.max();
  packed.sum = histogram.sum();
  return packed;
}

Result<Histogram> unpack(const PackedHistogram& packed) {
  auto counts = counts_of(packed.counts);
  if (!counts) return problem("these bytes are not the counts of a histogram");
  return Histogram(std::move(*counts), packed.min, packed.max, packed.sum);
}

void PackedHistogram::merge(const PackedHistogram& other) {
  if (other.empty()) return;
  auto mine = unpack(*this);
  const auto theirs = unpack(other);
  assert(mine && theirs);
  mine->merge(*theirs);
  *this = pack(*mine);
}

}  // namespace lab
