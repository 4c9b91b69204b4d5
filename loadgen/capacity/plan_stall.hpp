// What a stall costs: requests that come too late because nothing was served for a while.
#pragma once

#include "common/clock.hpp"

namespace lab {

/// Requests come evenly at `per_second` and are served in order, at a utilisation `rho` below 1,
/// except that nothing is served for `lasts`. `slack` is the wait that the objective still allows.
///
/// By fluid: the server works at mu = lambda / rho. Who comes t after the stall began finds lambda
/// t ahead, which takes lambda t / mu = rho t once the stall is over, and so waits
///   lasts - t + rho t = lasts - (1 - rho) t.
/// The wait is gone at t = lasts / (1 - rho): the stall and lasts * rho / (1 - rho) of draining. It
/// is above `slack` up to t = (lasts - slack) / (1 - rho).
struct Stall {
  double per_second = 0;
  double rho = 0;
  Duration lasts{};
  Duration slack{};

  /// lambda (lasts - slack) / (1 - rho): of those, lambda (lasts - slack) come as they would on an
  /// idle server, the rest is the backlog's; zero where the objective survives the stall.
  double late() const;
  /// lasts * rho / (1 - rho), after its end.
  Duration drains() const;
};

}  // namespace lab
