// The fluid model's two results.
#include "loadgen/capacity/plan_stall.hpp"

#include <algorithm>
#include <cassert>

namespace lab {

double Stall::late() const {
  assert(rho >= 0 && rho < 1);
  return per_second * std::max(0.0, to_seconds(lasts - slack)) / (1 - rho);
}

Duration Stall::drains() const {
  assert(rho >= 0 && rho < 1);
  return from_seconds(to_seconds(lasts) * rho / (1 - rho));
}

}  // namespace lab
