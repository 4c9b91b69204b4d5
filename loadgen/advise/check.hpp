// Whether the advice came true on servers that were measured.
#pragma once

#include <optional>
#include <vector>

#include "loadgen/advise/advice.hpp"
#include "loadgen/compare/facts.hpp"
#include "loadgen/compare/verdict.hpp"
#include "loadgen/stats/confidence.hpp"

namespace lab {

/// What is measured: the pipeline, asked for by the situation's clients.
Workload workload_of(const Advice& advice);
/// The servers to start, in the order of the outlooks.
std::vector<ServerKind> kinds_of(const Advice& advice);

/// What decides who wins. In closed loop replies a second, or the server's CPU time a request where
/// they tell nothing (verdict.hpp); in open loop the mean latency of those that keep up.
enum class Criterion { kGood, kCpu, kLatency };

/// How a server stands to the measured winner: it is the one, it ties with it by the test over
/// rounds, its median is within kSameThroughput of the winner's (kSameLatency of a latency), which
/// is what advice calls a tie, or it is further behind.
enum class Match { kWins, kTies, kNear, kLoses, kUnknown };
constexpr bool matches(Match match) { return match < Match::kLoses; }

struct MeasuredOutlook {
  std::optional<double> good;        // replies a second, median of rounds
  std::optional<Interval> interval;  // 95 %, over rounds; none of a single one
  std::optional<double> off;         // measured / predicted - 1
  std::optional<Duration> mean;      // latency, median of rounds
  Bound mean_bound = Bound::kExact;  // of any round
};

struct AdviceCheck {
  int rounds_wanted = 0;
  Duration duration{};  // of a window
  RowVerdict verdict;
  Criterion criterion = Criterion::kGood;
  Ranking ranking;                        // by that
  std::vector<MeasuredOutlook> measured;  // in the order of the outlooks
  Match advised = Match::kUnknown;
  std::optional<Match> rule;     // of the model that the rule of thumb names
  std::optional<double> others;  // share of the machine that other programs had meanwhile, 0 to 1
};

/// Of the machine, for other programs: more than that shows in what is measured.
inline constexpr double kNoticeableShare = 0.1;

/// `comparison` is of workload_of() and kinds_of() this advice.
AdviceCheck check_advice(const Advice& advice, const Comparison& comparison,
                         std::optional<double> others);

}  // namespace lab
