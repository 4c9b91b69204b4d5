// Ranks among answered and unanswered requests.
#include "loadgen/stats/latency_summary.hpp"

#include <algorithm>
#include <cmath>

namespace lab {
namespace {

constexpr std::uint64_t kEnoughAbove = 10;

std::uint64_t count(const Latencies& latencies) {
  return latencies.answered.count() + latencies.unanswered.count();
}

std::uint64_t value_at(const Histogram& histogram, std::uint64_t rank) {
  const auto share = static_cast<double>(rank) / static_cast<double>(histogram.count());
  return *histogram.percentile(100 * share);
}

Duration nanoseconds(std::uint64_t value) { return Duration(static_cast<Duration::rep>(value)); }

bool same_bucket(std::uint64_t a, std::uint64_t b) {
  return LatencyBuckets::index(a) == LatencyBuckets::index(b);
}

/// Of all requests, every unanswered one at the time it had waited.
Histogram lowest_case(const Latencies& latencies) {
  Histogram all = latencies.answered;
  all.merge(latencies.unanswered);
  return all;
}

Figure figure_at(const Latencies& latencies, const Histogram& lowest, std::uint64_t rank) {
  const auto low = value_at(lowest, rank);
  const bool answered = rank <= latencies.answered.count();
  const bool exact = answered && same_bucket(low, value_at(latencies.answered, rank));
  return {nanoseconds(low), exact ? Bound::kExact : Bound::kAtLeast,
          count(latencies) - rank < kEnoughAbove ? Support::kFew : Support::kEnough};
}

std::uint64_t rank_of(double percent, std::uint64_t count) {
  // The small step down keeps 99.9 % of 1000 at rank 999, whatever the rounding of the product.
  const double exact = percent / 100 * static_cast<double>(count) * (1 - 1e-12);
  return std::clamp<std::uint64_t>(static_cast<std::uint64_t>(std::ceil(exact)), 1, count);
}

}  // namespace

std::optional<Figure> at_rank(const Latencies& latencies, std::uint64_t rank) {
  if (rank == 0 || rank > count(latencies)) return std::nullopt;
  return figure_at(latencies, lowest_case(latencies), rank);
}

std::optional<Figure> percentile(const Latencies& latencies, double percent) {
  if (count(latencies) == 0) return std::nullopt;
  return at_rank(latencies, rank_of(percent, count(latencies)));
}

std::optional<Figure> mean(const Latencies& latencies) {
  if (count(latencies) == 0) return std::nullopt;
  const auto bound = latencies.unanswered.count() == 0 ? Bound::kExact : Bound::kAtLeast;
  return Figure{Duration(std::llround(lowest_case(latencies).mean())), bound};
}

LatencySummary summarize(const Latencies& latencies) {
  LatencySummary summary;
  const auto n = count(latencies);
  if (n == 0) return summary;
  const auto lowest = lowest_case(latencies);
  summary[Stat::kMin] = figure_at(latencies, lowest, 1);
  summary[Stat::kMean] = mean(latencies);
  summary[Stat::kP50] = figure_at(latencies, lowest, rank_of(50, n));
  summary[Stat::kP90] = figure_at(latencies, lowest, rank_of(90, n));
  summary[Stat::kP99] = figure_at(latencies, lowest, rank_of(99, n));
  summary[Stat::kP999] = figure_at(latencies, lowest, rank_of(99.9, n));
  summary[Stat::kMax] = figure_at(latencies, lowest, n);
  // The extremes are what they are; only a percentile needs samples above it.
  summary[Stat::kMin]->support = summary[Stat::kMax]->support = Support::kEnough;
  return summary;
}

}  // namespace lab
