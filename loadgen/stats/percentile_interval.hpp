// How far chance may have moved a percentile: a 95 % interval that needs no shape of distribution.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "loadgen/engine/result.hpp"
#include "loadgen/stats/latency_summary.hpp"

namespace lab {

/// The requests of one second of a run.
struct Block {
  std::uint64_t count = 0;
  std::uint64_t at_or_below = 0;  // of those, not above the percentile
};

/// With fewer blocks the spread between them is not known well enough to use it.
inline constexpr std::size_t kFewestBlocks = 5;

/// How many times larger the variance of the share of requests at or below the percentile is than
/// it were with independent requests; at least 1. The requests of one second are a cluster, and
/// the variance comes from the ratio estimator over clusters,
///   B/(B-1) * sum (k_j - s n_j)^2 / N^2  against  s(1-s)/N,
/// with n_j requests in block j, k_j of them at or below, s = sum k_j / N (Cochran, "Sampling
/// Techniques", 3rd ed., 6.3 and 9A.1; Kish's design effect). s is p of the percentile but for
/// equal values: with p itself, a million equal latencies would count as a spread. At least two
/// blocks.
double design_effect(std::span<const Block> blocks);

/// Neighbours joined until none has less than half the mean count, so that a second in which hardly
/// anything ended, as behind the window, does not pass for one more look at the server.
std::vector<Block> join_small(std::vector<Block> blocks);

/// 1-based, among `count` values in order.
struct Ranks {
  std::uint64_t low = 0;
  std::uint64_t high = 0;
  friend bool operator==(const Ranks&, const Ranks&) = default;
};

/// Of independent values: N p -+ 1.96 sqrt(N p (1-p)), the upper one plus 1, to the nearest rank
/// (order statistics with the normal approximation: Campbell and Gardner, BMJ 296 (1988) 1454;
/// Conover, "Practical Nonparametric Statistics", 3.2). None when a rank falls outside 1..count:
/// there are too few values to say.
std::optional<Ranks> independent_ranks(std::uint64_t count, double percent);

/// Of values in clusters, by Woodruff (JASA 47 (1952) 635): the interval of the share at or below,
/// p -+ reach * sqrt(effect p (1-p) / N), read off the distribution. `reach` is Student's t for the
/// number of clusters. It is taken on the logit of p, as R's survey::svyquantile does by "xlogit":
/// the same for a narrow one, and a wide one stays inside the distribution, where p itself would
/// leave it as soon as seconds differ much. None when a rank falls outside 1..count.
std::optional<Ranks> clustered_ranks(std::uint64_t count, double percent, double effect,
                                     double reach);

enum class Widening { kNone, kBySeconds };

struct PercentileInterval {
  Figure low;  // "at least" among unanswered requests, as every figure
  Figure high;
  /// kBySeconds: by the design effect over the seconds of the run, with Student's t for so few of
  /// them. kNone: of independent requests, since there were fewer than kFewestBlocks; requests of
  /// one run seldom are independent, so it is the least that is to be expected.
  Widening widening = Widening::kNone;
  double design_effect = 1;  // 1 without widening
};

/// The percentiles that have an interval.
inline constexpr std::size_t kIntervals = 4;
inline constexpr std::array<Stat, kIntervals> kIntervalStats{Stat::kP50, Stat::kP90, Stat::kP99,
                                                             Stat::kP999};
using PercentileIntervals = std::array<std::optional<PercentileInterval>, kIntervals>;

/// Covers the true percentile of what the server would do, if it went on as in this run, in about
/// 95 % of runs. It knows nothing of what differs between runs: that is what rounds are for.
/// `seconds` hold the same requests as `latencies`.
PercentileIntervals percentile_intervals(const Latencies& latencies,
                                         std::span<const SecondFacts> seconds);

}  // namespace lab
