// The shape of a latency distribution in a few bars.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "common/clock.hpp"
#include "loadgen/engine/result.hpp"

namespace lab {

/// Requests above the bar before and up to `up_to`.
struct LatencyBar {
  Duration up_to{};
  std::uint64_t answered = 0;
  std::uint64_t unanswered = 0;  // at the time they had waited
  double share = 0;              // of all requests, 0 to 1

  std::uint64_t count() const { return answered + unanswered; }
  friend bool operator==(const LatencyBar&, const LatencyBar&) = default;
};

/// At most `most` bars from the least value to the greatest, each as many times longer than the one
/// before, so that a body of milliseconds and a tail of seconds are both seen. Fewer where bars
/// would be narrower than 1 %, and one where all values are about equal. The first and the last
/// hold something; none of no request.
std::vector<LatencyBar> latency_bars(const Latencies& latencies, std::size_t most);

}  // namespace lab
