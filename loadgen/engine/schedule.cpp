// Uniform and Poisson arrivals.
#include "loadgen/engine/schedule.hpp"

#include <algorithm>
#include <cmath>

namespace lab {
namespace {

// No load goes on for so long, and a Duration holds 292 years.
constexpr double kNever = 100.0 * 365 * 24 * 3600;

Duration offset_of(double seconds) { return from_seconds(std::min(seconds, kNever)); }

}  // namespace

Arrivals::Arrivals(const OpenLoop& loop, std::uint64_t seed) : loop_(loop), random_(seed, 0) {}

Duration Arrivals::next() {
  if (loop_.arrivals == ArrivalKind::kUniform) {
    return offset_of(static_cast<double>(index_++) / loop_.rate.per_second);
  }
  seconds_ -= std::log1p(-random_.unit()) / loop_.rate.per_second;
  return offset_of(seconds_);
}

}  // namespace lab
