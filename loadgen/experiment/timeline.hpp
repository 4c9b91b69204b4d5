// Events over time, as a rate step by step.
#pragma once

#include <span>

#include "loadgen/experiment/readings.hpp"

namespace lab {

/// Of moments since the begin, in any order. A step that `length` cuts short is left out, and so
/// are the moments in it and behind it.
Timeline timeline_of(std::span<const Duration> moments, Duration length, Duration step);

/// The longest time between `from` and `until` without any of the moments, which are in order.
Duration longest_pause(std::span<const Duration> moments, Duration from, Duration until);

}  // namespace lab
