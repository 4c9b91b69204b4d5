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

enum class Payload { kGood, kBad };

/// Tells `visit` each bucket with its count, but those that were left out as empty.
template <class Visit>
Payload visit_counts(std::string_view bytes, Visit visit) {
  std::size_t at = 0;
  while (!bytes.empty()) {
    const auto number = take(bytes);
    if (!number || at >= LatencyBuckets::size()) return Payload::kBad;
    if (*number >= 0) {
      visit(at++, static_cast<std::uint64_t>(*number));
    } else {
      at += std::min<std::uint64_t>(zigzag(*number) / 2 + 1, LatencyBuckets::size() + 1);
    }
  }
  return at > LatencyBuckets::size() ? Payload::kBad : Payload::kGood;
}

Problem no_payload() { return problem("these bytes are not the counts of a histogram"); }

}  // namespace

PackedHistogram pack(const Histogram& histogram) {
  PackedHistogram packed;
  if (histogram.count() == 0) return packed;
  const auto first = LatencyBuckets::index(histogram.min());
  const auto last = LatencyBuckets::index(histogram.max());
  auto empty = static_cast<std::int64_t>(first);
  for (std::size_t i = first; i <= last; ++i) {
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
  std::vector<std::uint64_t> counts(LatencyBuckets::size());
  const auto read = visit_counts(
      packed.counts, [&](std::size_t bucket, std::uint64_t count) { counts[bucket] = count; });
  if (read == Payload::kBad) return no_payload();
  return Histogram(std::move(counts), packed.min, packed.max, packed.sum);
}

Result<CountsAbove> count_above(const PackedHistogram& packed,
                                const std::array<std::uint64_t, 2>& limits) {
  const std::array<std::size_t, 2> last{LatencyBuckets::index(limits[0]),
                                        LatencyBuckets::index(limits[1])};
  CountsAbove counts;
  const auto read = visit_counts(packed.counts, [&](std::size_t bucket, std::uint64_t count) {
    counts.all += count;
    for (std::size_t i = 0; i < last.size(); ++i) counts.above[i] += bucket > last[i] ? count : 0;
  });
  if (read == Payload::kBad) return no_payload();
  return counts;
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
