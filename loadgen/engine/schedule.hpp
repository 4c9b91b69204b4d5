// When requests are due in open loop: a pure sequence of moments.
#pragma once

#include <cstdint>

#include "common/clock.hpp"
#include "loadgen/engine/plan.hpp"
#include "loadgen/engine/random.hpp"

namespace lab {

/// The arrivals of a whole load, one after another. Uniform: arrival i is due i / rate after the
/// start, so no rounding adds up and the first is due at once. Poisson: the running sum of
/// exponential gaps, which the seed fixes.
class Arrivals {
 public:
  Arrivals(const OpenLoop& loop, std::uint64_t seed);

  /// Offset of the next arrival from the start; never less than the one before.
  Duration next();

 private:
  OpenLoop loop_;
  Random random_;
  std::uint64_t index_ = 0;
  double seconds_ = 0;
};

}  // namespace lab
