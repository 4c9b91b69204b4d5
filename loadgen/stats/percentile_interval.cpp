// Order statistics, widened by how much the seconds of a run differ.
#include "loadgen/stats/percentile_interval.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "loadgen/stats/confidence.hpp"

namespace lab {
namespace {

constexpr double kNormal95 = 1.959964;

/// A block a second for each of the values, in their order.
using BlocksOfEach = std::array<std::vector<Block>, kIntervals>;

std::uint64_t count_of(std::span<const Block> blocks) {
  std::uint64_t sum = 0;
  for (const auto& block : blocks) sum += block.count;
  return sum;
}

double share_below(std::span<const Block> blocks) {
  std::uint64_t below = 0;
  for (const auto& block : blocks) below += block.at_or_below;
  return static_cast<double>(below) / static_cast<double>(count_of(blocks));
}

void add(Block& to, const Block& from) {
  to.count += from.count;
  to.at_or_below += from.at_or_below;
}

/// One second is taken apart at a time, so a run of hours needs no more memory than a short one.
BlocksOfEach blocks_at(std::span<const SecondFacts> seconds,
                       const std::array<std::optional<Figure>, kIntervals>& percentiles) {
  BlocksOfEach blocks;
  for (const auto& second : seconds) {
    const auto histogram = unpack(second.latency);
    if (!histogram || histogram->count() == 0) continue;
    for (std::size_t i = 0; i < kIntervals; ++i) {
      const auto value = static_cast<std::uint64_t>(percentiles[i]->value.count());
      const auto count = histogram->count();
      blocks[i].push_back({count, count - histogram->count_above(value)});
    }
  }
  return blocks;
}

std::optional<Ranks> ranks_within(double count, double low, double high) {
  low = std::round(low);
  high = std::round(high + 1);
  if (low < 1 || high > count) return std::nullopt;
  return Ranks{static_cast<std::uint64_t>(low), static_cast<std::uint64_t>(high)};
}

std::optional<PercentileInterval> interval_at(const Latencies& latencies, double percent,
                                              std::span<const Block> blocks) {
  PercentileInterval interval;
  const auto count = request_count(latencies);
  auto ranks = independent_ranks(count, percent);
  if (blocks.size() >= kFewestBlocks) {
    interval.widening = Widening::kBySeconds;
    interval.design_effect = design_effect(blocks);
    ranks = clustered_ranks(count, percent, interval.design_effect, student_t95(blocks.size()));
  }
  if (!ranks) return std::nullopt;
  interval.low = *at_rank(latencies, ranks->low);
  interval.high = *at_rank(latencies, ranks->high);
  return interval;
}

}  // namespace

double design_effect(std::span<const Block> blocks) {
  assert(blocks.size() >= 2);
  const double s = share_below(blocks);
  if (s <= 0 || s >= 1) return 1;
  double squares = 0;
  for (const auto& block : blocks) {
    const double off =
        static_cast<double>(block.at_or_below) - s * static_cast<double>(block.count);
    squares += off * off;
  }
  const auto b = static_cast<double>(blocks.size());
  const auto n = static_cast<double>(count_of(blocks));
  return std::max(1.0, b / (b - 1) * squares / (n * s * (1 - s)));
}

std::vector<Block> join_small(std::vector<Block> blocks) {
  if (blocks.empty()) return blocks;
  const auto half = static_cast<double>(count_of(blocks)) / static_cast<double>(blocks.size()) / 2;
  std::vector<Block> joined;
  for (const auto& block : blocks) {
    const bool small = static_cast<double>(block.count) < half;
    const bool last_small = !joined.empty() && static_cast<double>(joined.back().count) < half;
    if (!joined.empty() && (small || last_small)) {
      add(joined.back(), block);
    } else {
      joined.push_back(block);
    }
  }
  return joined;
}

std::optional<Ranks> independent_ranks(std::uint64_t count, double percent) {
  const auto n = static_cast<double>(count);
  const double p = percent / 100;
  const double half = kNormal95 * std::sqrt(n * p * (1 - p));
  return ranks_within(n, n * p - half, n * p + half);
}

std::optional<Ranks> clustered_ranks(std::uint64_t count, double percent, double effect,
                                     double reach) {
  if (count == 0) return std::nullopt;
  const auto n = static_cast<double>(count);
  const double p = percent / 100;
  const double half = reach * std::sqrt(effect / (n * p * (1 - p)));  // of the logit
  const double logit = std::log(p / (1 - p));
  const auto share = [](double l) { return 1 / (1 + std::exp(-l)); };
  return ranks_within(n, n * share(logit - half), n * share(logit + half));
}

PercentileIntervals percentile_intervals(const Latencies& latencies,
                                         std::span<const SecondFacts> seconds) {
  PercentileIntervals intervals;
  if (request_count(latencies) == 0) return intervals;
  std::array<std::optional<Figure>, kIntervals> percentiles;
  for (std::size_t i = 0; i < kIntervals; ++i) {
    percentiles[i] = percentile(latencies, percent_of(kIntervalStats[i]));
  }
  auto blocks = blocks_at(seconds, percentiles);
  for (std::size_t i = 0; i < kIntervals; ++i) {
    intervals[i] =
        interval_at(latencies, percent_of(kIntervalStats[i]), join_small(std::move(blocks[i])));
  }
  return intervals;
}

}  // namespace lab
