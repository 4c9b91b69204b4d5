// Counts moments by steps.
#include "loadgen/experiment/timeline.hpp"

#include <algorithm>

namespace lab {

Timeline timeline_of(std::span<const Duration> moments, Duration length, Duration step) {
  Timeline timeline{step, std::vector<double>(static_cast<std::size_t>(length / step)), {}};
  const auto each = 1 / to_seconds(step);
  for (const auto moment : moments) {
    const auto at = static_cast<std::size_t>(moment / step);
    if (at < timeline.per_second.size()) timeline.per_second[at] += each;
  }
  return timeline;
}

Duration longest_pause(std::span<const Duration> moments, Duration from, Duration until) {
  Duration longest{};
  for (const auto moment : moments) {
    if (moment <= from) continue;
    longest = std::max(longest, moment - from);
    from = moment;
  }
  return std::max(longest, until - from);
}

}  // namespace lab
