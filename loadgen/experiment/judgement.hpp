// Whether what was measured agrees with what was predicted. A round is the unit, never a request.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "loadgen/experiment/facts.hpp"
#include "loadgen/stats/confidence.hpp"

namespace lab {

/// Confirmed: the 95 % interval over rounds lies inside what is accepted. Refuted: wholly outside.
/// Inconclusive: anything between, or nothing that can be judged.
enum class Verdict { kConfirmed, kRefuted, kInconclusive };
std::string_view verdict_name(Verdict verdict);

/// Where more rounds were wanted, this many are needed without a doubt, and more than half of all:
/// fewer are not judged.
inline constexpr std::size_t kFewestSoundRounds = 3;

struct CheckSummary {
  std::size_t rounds = 0;            // judged
  std::size_t left_out = 0;          // of a doubt, such as a generator that was the limit
  double predicted = 0;              // median over those rounds, or over all when there is none
  std::optional<double> measured;    // median
  std::optional<Interval> interval;  // 95 %, of what was measured; none of a single round
  /// Where each round has a prediction of its own rounds differ without any noise, and so the
  /// interval is of what was measured as shares of the predictions: this one in shares, `interval`
  /// of that many times the median prediction.
  std::optional<Interval> share;
  /// None: not judged, since one round does not tell a measured effect from noise.
  std::optional<Verdict> verdict;
  std::string reason;  // why it is not confirmed; empty when it is
};

struct LessonSummary {
  std::vector<CheckSummary> checks;  // in their order
  Verdict verdict = Verdict::kInconclusive;
  std::string reason;  // likewise
};

/// The verdict over all checks: refuted when one is, else inconclusive when one is, else confirmed.
/// Of one round only strong effects are judged, and what contradicts is inconclusive: noise must
/// not refute.
LessonSummary judge(const LessonFacts& facts);

/// How many of them came out so.
std::size_t count_verdicts(const std::vector<LessonSummary>& summaries, Verdict verdict);

}  // namespace lab
