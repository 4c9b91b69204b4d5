// What other programs took of the machine meanwhile: they are no part of an experiment.
#pragma once

#include <optional>

#include "common/clock.hpp"
#include "common/machine.hpp"

namespace lab {

/// CPU time of this program and of those it has started, as far as they have ended.
Duration own_cpu_time();

/// The share of the machine, 0 to 1, that was busy between two moments and not of `own` CPU time
/// between them. What a virtual machine's host gave to others counts too. None when no time passed.
std::optional<double> share_of_others(const MachineTime& begin, const MachineTime& end,
                                      Duration own);

/// From its making on. Servers must have been started later, and have ended before it is asked.
class NeighbourWatch {
 public:
  NeighbourWatch() : machine_(machine_time()), own_(own_cpu_time()) {}

  /// None where the kernel does not tell.
  std::optional<double> share() const;

 private:
  std::optional<MachineTime> machine_;
  Duration own_;
};

}  // namespace lab
