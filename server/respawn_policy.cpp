// Doubling delays and the count of early deaths.
#include "server/respawn_policy.hpp"

#include <algorithm>

namespace lab {

std::optional<Duration> RespawnPolicy::on_death(Life life, Duration lived) {
  early_deaths_ = life == Life::kEndedBeforeReady ? early_deaths_ + 1 : 0;
  if (early_deaths_ >= kDeathsBeforeReady) return std::nullopt;
  if (lived >= kLongLife) next_delay_ = kFirstDelay;
  const auto delay = next_delay_;
  next_delay_ = std::min(2 * next_delay_, kLongestDelay);
  return delay;
}

}  // namespace lab
