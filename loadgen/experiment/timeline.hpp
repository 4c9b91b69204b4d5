// Events over time, as a rate step by step.
#pragma once

#include <span>

#include "loadgen/experiment/readings.hpp"

namespace lab {

/// Of moments since the begin, in any order. A step that `length` cuts short is left out, and so
/// are the moments in it and behind it.
Timeline timeline_of(std::span<const Duration> moments, Duration length, Duration step);

}  // namespace lab
