// Uniform and Poisson arrivals.
#include "loadgen/engine/schedule.hpp"

#include <cmath>

namespace lab {

Arrivals::Arrivals(const OpenLoop& loop, std::uint64_t seed) : loop_(loop), random_(seed, 0) {}

Duration Arrivals::next() {
  if (loop_.arrivals == ArrivalKind::kUniform) {
    return from_seconds(static_cast<double>(index_++) / loop_.rate.per_second);
  }
  seconds_ -= std::log1p(-random_.unit()) / loop_.rate.per_second;
  return from_seconds(seconds_);
}

}  // namespace lab
