// How far chance may have moved a fit of the scalability law, and whether it carries what one would
// like to conclude from it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "loadgen/stats/confidence.hpp"
#include "loadgen/stats/usl.hpp"

namespace lab {

/// With fewer different loads, three parameters fit almost anything.
inline constexpr std::size_t kFewestLoads = 6;
/// A worse fit is no description of what was measured.
inline constexpr double kLeastRSquared = 0.9;
/// Nor is one that the mean of a load misses by more than this share of the highest throughput: R^2
/// may still be good where a limit sets in at once, and intervals over rounds know nothing of it.
inline constexpr double kFarthestMiss = 0.1;
/// A peak farther beyond the highest load than this is a guess.
inline constexpr double kFarthestPeak = 1.5;

/// Why no peak is told. The first that holds.
enum class UslDoubt {
  kNone,
  kTooFewLoads,
  kBadFit,
  kHardLimit,    // throughput in proportion up to a ceiling describes it better than the law does
  kFallsAtOnce,  // alpha is 1 or more: no number of clients is served faster than one
  kOneRound,     // nothing tells how far chance moved it
  kNoBend,       // throughput may as well never fall: the interval of beta reaches 0
  kFarPeak,      // beyond kFarthestPeak times the highest load, or its interval is without end
  kNoGoodReply,  // at any load
};

/// 95 % each.
struct UslIntervals {
  Interval alpha, beta, gamma;
  std::optional<Interval> peak;             // a load; none: without end
  std::optional<Interval> peak_throughput;  // likewise
};

struct UslVerdict {
  UslDoubt doubt = UslDoubt::kTooFewLoads;
  std::size_t loads = 0;
  double highest_load = 0;
  double worst_miss = 0;      // of a load's mean by the law, as a share of the highest mean
  double beside_a_limit = 0;  // squares, by a hard limit in place of the law
  std::optional<UslFit> fit;  // to all rounds; none when not even the parameters can be told
  std::optional<UslIntervals> intervals;  // none of one round

  /// Whether there is a law to speak of.
  bool describes() const;
  /// What may be told of the peak.
  std::optional<double> peak() const;
  std::optional<double> peak_throughput() const;
};

/// A round, each with a point a load.
using UslRounds = std::vector<std::vector<LoadPoint>>;

/// Intervals by bootstrap: `resamples` times as many rounds are drawn from the rounds, whole, with
/// replacement, and fitted; the interval holds the middle 95 % (Efron and Tibshirani, "An
/// Introduction to the Bootstrap", ch. 13). Of few rounds that is too narrow, as the normal
/// distribution is in place of Student's: it is stretched about the estimate by
/// t / 1.96 * sqrt(n / (n - 1)), in the spirit of Hesterberg's expanded percentile interval (The
/// American Statistician 69 (2015) 371), on a logarithmic scale where values are above zero.
UslVerdict judge_scalability(const UslRounds& rounds, std::uint64_t seed, int resamples = 1000);

}  // namespace lab
