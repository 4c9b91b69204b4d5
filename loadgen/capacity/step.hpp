// What one step of a capacity search says: every objective held against what was measured.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "loadgen/capacity/objective.hpp"
#include "loadgen/capacity/search.hpp"
#include "loadgen/stats/run_summary.hpp"

namespace lab {

/// The most connections that a search takes by itself. More would show no more: the queue of a
/// server that is so far behind only grows.
inline constexpr unsigned kSearchConnections = 4000;

/// What of a step is compared with what.
enum class Tested {
  kSlow,     // the share of requests that took longer than the limit of a percentile
  kErrors,   // the share of requests due that got no good reply
  kTime,     // seconds
  kUnserved  // the share of requests due by which the server fell behind
};

struct ObjectiveResult {
  std::string text;  // "p99<100ms"
  StepVerdict verdict = StepVerdict::kUnknown;
  Measured measured = {};  // as the objective names it
  Tested tested = Tested::kTime;
  double observed = 0;
  Interval interval = {};  // 95 %
  double allowed = 0;
  /// Passed though it takes so many requests to show so small a share: nothing failed, or too few
  /// may be slow. Passed likely and no more, since it takes so many even when none is slow. Zero
  /// where there were enough, and where no number of them could show it.
  std::uint64_t takes = 0;
};

struct StepJudgement {
  StepVerdict verdict = StepVerdict::kUnknown;
  std::uint64_t takes = 0;               // a likely pass: requests without which it cannot be more
  std::vector<ObjectiveResult> results;  // the objectives in their order; last: what was served
};

/// A percentile keeps below its limit when the share of slower requests does not reach what it
/// leaves over (1 % of p99). It passes when the upper end of the share's 95 % interval is below
/// that and fails when the lower end is above, which is the same as comparing the limit with the
/// percentile's own interval (order statistics and the score test are each other's inverse), and
/// says something of few requests too. A request without a reply is slow where it could save the
/// step, and only as slow as it had waited where it could condemn it.
/// The interval is widened by how much seconds differ (Kish's design effect) in slow requests or in
/// those that came halfway from the median to the limit, whichever is more: slow ones come in the
/// bursts of busy periods, and a step that met none by chance would be too sure.
/// Where an objective allows fewer than 20 of a step's requests to be slow, a pass is marked: near
/// saturation one busy period makes as many, and a step without any knows nothing of them (M/M/1
/// of 200/s at 0.9 by steps of 5 s: searches are wrong for 1 in 3, and for 1 in 25 with 20).
/// Errors likewise. Where no request failed seconds do not differ, so that the interval is that of
/// requests on their own; were they too few to show so small a share, the step passes and says how
/// many it takes. A mean goes by Student's t over seconds, a maximum by itself.
/// Besides, the server must not fall behind: requests due in the window less those that ended in
/// it may be 2 % and what chance adds (the root of their count, of twice that where requests last
/// as long as the window; two roots show a failure), or a
/// queue that still grows would pass in a short step. Where requests outlast the warm-up that each
/// of the `pieces` begins with, so many fewer end than in the long run.
/// A step that seems to fail while the generator was the limit is kUnknown: its lag, its CPU, its
/// cores shared with the server, or too few connections. Connections are enough for a failure to
/// be the server's when they are twice those that the longest allowed time needs (Little's law);
/// where they are as many as a search takes at most, it does that all of these were in use at once.
StepJudgement judge_step(const Objectives& objectives, const LoadPlan& plan,
                         const RunResult& result, const RunSummary& summary, unsigned pieces = 1);

}  // namespace lab
