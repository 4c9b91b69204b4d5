// The figures of a latency distribution in which some true values are only known to be no less.
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "loadgen/engine/result.hpp"

namespace lab {

/// Whether the value is known, or the true one is that or more.
enum class Bound { kExact, kAtLeast };
/// Whether ten samples or more lie above it; with fewer it may be chance.
enum class Support { kEnough, kFew };

struct Figure {
  Duration value{};
  Bound bound = Bound::kExact;
  Support support = Support::kEnough;

  friend bool operator==(const Figure&, const Figure&) = default;
};

/// Answered and unanswered ones.
std::uint64_t request_count(const Latencies& latencies);

/// The value at 1-based `rank` of all requests in order of their latency, by nearest rank.
///
/// An unanswered request would have taken the time it had waited, or longer, for all we know. So
/// the true value lies between the one found with every unanswered request at the time it had
/// waited, which is returned, and the one found with all of them above every answer. It is exact
/// when both fall into the same bucket of the histogram, so one early failure among a million does
/// not blur the median; otherwise it is a lower bound.
std::optional<Figure> at_rank(const Latencies& latencies, std::uint64_t rank);

/// Nearest-rank percentile, 0 < `percent` <= 100; none of an empty distribution.
std::optional<Figure> percentile(const Latencies& latencies, double percent);

/// Arithmetic mean; a lower bound when any request is unanswered.
std::optional<Figure> mean(const Latencies& latencies);

/// Standard deviation. Beside unanswered requests a lower bound: with each of them at the mean or
/// above, any longer time adds to the spread. None when one of them had waited less than the mean,
/// as one that was refused at once: its true time may lie where it makes the spread smaller.
std::optional<Figure> stdev(const Latencies& latencies);

enum class Stat { kMin, kMean, kStdev, kP50, kP90, kP99, kP999, kP9999, kMax };
inline constexpr std::size_t kStats = 9;
inline constexpr std::array<std::string_view, kStats> kStatNames{
    "min", "mean", "stdev", "p50", "p90", "p99", "p99.9", "p99.99", "max"};
constexpr std::string_view stat_name(Stat stat) {
  return kStatNames[static_cast<std::size_t>(stat)];
}
/// 99.9 of kP999. Only of a percentile.
double percent_of(Stat stat);

/// None of the figures exist when nothing was recorded.
struct LatencySummary {
  std::array<std::optional<Figure>, kStats> figures;

  const std::optional<Figure>& operator[](Stat stat) const {
    return figures[static_cast<std::size_t>(stat)];
  }
  std::optional<Figure>& operator[](Stat stat) { return figures[static_cast<std::size_t>(stat)]; }
};

LatencySummary summarize(const Latencies& latencies);

}  // namespace lab
