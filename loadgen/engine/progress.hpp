// How far a load has come, for whoever watches it.
#pragma once

#include <cstdint>

#include "common/clock.hpp"

namespace lab {

/// All threads together. Counts are a tick old at most (100 ms).
struct Progress {
  Duration elapsed{};  // since the clock started; zero while connections are opened
  std::uint64_t replies = 0;
  std::uint64_t failures = 0;
};

}  // namespace lab
