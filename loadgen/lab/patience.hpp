// Waiting that somebody may cut short.
#pragma once

#include <functional>

#include "common/clock.hpp"

namespace lab {

/// Asked about ten times a second by whatever waits; false: give up now.
using KeepGoing = std::function<bool()>;
inline constexpr Duration kAskEvery = std::chrono::milliseconds(100);

/// False when it was cut short.
bool pause_until(TimePoint moment, const KeepGoing& keep_going);

}  // namespace lab
