// When a dead child is started again, and when the server gives up. Pure: time comes as an
// argument.
#pragma once

#include <optional>

#include "common/clock.hpp"

namespace lab {

class RespawnPolicy {
 public:
  static constexpr int kDeathsBeforeReady = 5;
  static constexpr Duration kFirstDelay = std::chrono::milliseconds(100);
  static constexpr Duration kLongestDelay = std::chrono::seconds(2);
  static constexpr Duration kLongLife = std::chrono::seconds(10);

  enum class Life { kEndedBeforeReady, kEndedAfterReady };

  /// A child died after living for `lived`. How long to wait before its successor starts: 100 ms,
  /// doubling to 2 s, from the beginning after a long life. No value: five in a row died before
  /// they were ready, so another would too.
  std::optional<Duration> on_death(Life life, Duration lived);

 private:
  int early_deaths_ = 0;
  Duration next_delay_ = kFirstDelay;
};

}  // namespace lab
