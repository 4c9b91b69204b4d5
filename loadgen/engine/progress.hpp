// How far a load has come, for whoever watches it.
#pragma once

#include <cstdint>
#include <span>

#include "common/clock.hpp"
#include "loadgen/engine/result.hpp"

namespace lab {

/// All threads together. Counts are a tick old at most (100 ms). `seconds` is valid during the call
/// that shows it.
struct Progress {
  Duration elapsed{};  // since the clock started; zero while connections are opened
  std::uint64_t replies = 0;
  std::uint64_t failures = 0;
  std::uint64_t in_flight = 0;  // requests
  /// Of the window, as far as they are over; only the last has its latencies.
  std::span<const SecondFacts> seconds;
};

}  // namespace lab
