// The figures of a load that is still going on.
#pragma once

#include <optional>
#include <vector>

#include "loadgen/engine/plan.hpp"
#include "loadgen/engine/progress.hpp"
#include "loadgen/stats/latency_summary.hpp"

namespace lab {

enum class Stage { kOpening, kWarmup, kWindow, kGrace };

struct LiveSummary {
  Stage stage = Stage::kOpening;
  Duration elapsed{};            // warm-up included
  std::optional<Duration> left;  // grace left out; none when the number of requests ends the load
  std::uint64_t replies = 0;
  std::optional<std::uint64_t> goal;  // requests that end the load
  std::uint64_t failures = 0;
  std::uint64_t in_flight = 0;
  std::vector<double> good;       // a second of the window each
  LatencySummary latest_latency;  // of the requests that ended in the latest of those seconds
};

LiveSummary summarize(const LoadPlan& plan, const Progress& progress);

/// At most `most` values: of a longer sequence, the means of stretches of equal length, so that the
/// whole of it can be drawn. The last stretch may be shorter.
std::vector<double> thinned(const std::vector<double>& values, std::size_t most);

}  // namespace lab
