// Ranks among answered and unanswered requests.
#include "loadgen/stats/latency_summary.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace lab {
namespace {

constexpr std::uint64_t kEnoughAbove = 10;

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
          request_count(latencies) - rank < kEnoughAbove ? Support::kFew : Support::kEnough};
}

std::uint64_t rank_of(double percent, std::uint64_t count) {
  // The small step down keeps 99.9 % of 1000 at rank 999, whatever the rounding of the product.
  const double exact = percent / 100 * static_cast<double>(count) * (1 - 1e-12);
  return std::clamp<std::uint64_t>(static_cast<std::uint64_t>(std::ceil(exact)), 1, count);
}

Bound bound_of(const Latencies& latencies) {
  return latencies.unanswered.count() == 0 ? Bound::kExact : Bound::kAtLeast;
}

std::optional<Figure> stdev_of(const Latencies& latencies, const Histogram& lowest) {
  const auto& unanswered = latencies.unanswered;
  if (unanswered.count() > 0 && static_cast<double>(unanswered.min()) < lowest.mean()) {
    return std::nullopt;
  }
  return Figure{Duration(std::llround(lowest.stdev())), bound_of(latencies)};
}

}  // namespace

std::uint64_t request_count(const Latencies& latencies) {
  return latencies.answered.count() + latencies.unanswered.count();
}

std::optional<Figure> at_rank(const Latencies& latencies, std::uint64_t rank) {
  if (rank == 0 || rank > request_count(latencies)) return std::nullopt;
  return figure_at(latencies, lowest_case(latencies), rank);
}

std::optional<Figure> percentile(const Latencies& latencies, double percent) {
  if (request_count(latencies) == 0) return std::nullopt;
  return at_rank(latencies, rank_of(percent, request_count(latencies)));
}

std::optional<Figure> mean(const Latencies& latencies) {
  if (request_count(latencies) == 0) return std::nullopt;
  return Figure{Duration(std::llround(lowest_case(latencies).mean())), bound_of(latencies)};
}

std::optional<Figure> stdev(const Latencies& latencies) {
  if (request_count(latencies) == 0) return std::nullopt;
  return stdev_of(latencies, lowest_case(latencies));
}

double percent_of(Stat stat) {
  switch (stat) {
    case Stat::kP50:
      return 50;
    case Stat::kP90:
      return 90;
    case Stat::kP99:
      return 99;
    case Stat::kP999:
      return 99.9;
    case Stat::kP9999:
      return 99.99;
    default:
      assert(false);
      return 0;
  }
}

LatencySummary summarize(const Latencies& latencies) {
  LatencySummary summary;
  const auto n = request_count(latencies);
  if (n == 0) return summary;
  const auto lowest = lowest_case(latencies);
  summary[Stat::kMin] = figure_at(latencies, lowest, 1);
  summary[Stat::kMean] = mean(latencies);
  summary[Stat::kStdev] = stdev_of(latencies, lowest);
  for (const auto stat : {Stat::kP50, Stat::kP90, Stat::kP99, Stat::kP999, Stat::kP9999}) {
    summary[stat] = figure_at(latencies, lowest, rank_of(percent_of(stat), n));
  }
  summary[Stat::kMax] = figure_at(latencies, lowest, n);
  // The extremes are what they are; only a percentile needs samples above it.
  summary[Stat::kMin]->support = summary[Stat::kMax]->support = Support::kEnough;
  return summary;
}

}  // namespace lab
