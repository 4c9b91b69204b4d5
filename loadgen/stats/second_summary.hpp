// The time series of a run: what the facts of each second come to.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "loadgen/engine/result.hpp"

namespace lab {

struct SecondSummary {
  /// How much of the second lies in the window: the last of it may be shorter, a second of the
  /// grace has none.
  Duration covered{};
  std::uint64_t samples = 0;  // latencies that ended in the second
  /// Nearest rank, those without a reply at the time they had waited; none without samples.
  std::optional<Duration> p50, p90, p99, max;
};

/// How much of a second, counted from 0, lies in a window of this length.
Duration covered_by_window(Duration measured, std::size_t second);

/// One for each of `result.seconds`.
std::vector<SecondSummary> summarize_seconds(const RunResult& result);

}  // namespace lab
