// Where a load stands, and its latest second.
#include "loadgen/stats/live_summary.hpp"

#include <algorithm>
#include <numeric>

namespace lab {
namespace {

Stage stage_of(const LoadPlan& plan, Duration elapsed) {
  if (elapsed == Duration::zero()) return Stage::kOpening;
  if (elapsed < plan.warmup) return Stage::kWarmup;
  return !plan.duration || elapsed < plan.warmup + *plan.duration ? Stage::kWindow : Stage::kGrace;
}

/// A second does not tell its answered requests from the others: beside one of those all figures
/// are bounds.
LatencySummary latency_of(const SecondFacts& second) {
  const auto latency = unpack(second.latency);
  if (!latency) return {};
  return summarize(second.unanswered > 0 ? Latencies{{}, *latency} : Latencies{*latency, {}});
}

}  // namespace

LiveSummary summarize(const LoadPlan& plan, const Progress& progress) {
  LiveSummary summary;
  summary.stage = stage_of(plan, progress.elapsed);
  summary.elapsed = progress.elapsed;
  if (plan.duration)
    summary.left =
        std::max<Duration>(Duration::zero(), plan.warmup + *plan.duration - progress.elapsed);
  summary.replies = progress.replies;
  summary.goal = plan.requests;
  summary.failures = progress.failures;
  summary.in_flight = progress.in_flight;
  for (const auto& second : progress.seconds)
    summary.good.push_back(static_cast<double>(second.good));
  if (!progress.seconds.empty()) summary.latest_latency = latency_of(progress.seconds.back());
  return summary;
}

std::vector<double> thinned(const std::vector<double>& values, std::size_t most) {
  if (values.size() <= most) return values;
  const auto length = static_cast<std::ptrdiff_t>((values.size() + most - 1) / most);
  std::vector<double> means;
  for (auto at = values.begin(); at != values.end();) {
    const auto end = at + std::min(length, values.end() - at);
    means.push_back(std::accumulate(at, end, 0.0) / static_cast<double>(end - at));
    at = end;
  }
  return means;
}

}  // namespace lab
