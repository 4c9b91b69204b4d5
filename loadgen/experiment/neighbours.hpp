// What other programs took of the machine meanwhile: they are no part of an experiment.
#pragma once

#include <optional>

#include "common/clock.hpp"
#include "common/machine.hpp"

namespace lab {

/// CPU time of this program and of those it has started, as far as they have ended.
Duration own_cpu_time();

/// What others had of the machine between two moments: all that was busy and not of `own` CPU time.
/// What a virtual machine's host gave to its others counts too.
struct Neighbours {
  Duration cpu{};
  double share = 0;  // of the machine, 0 to 1
  double idle = 0;   // nobody's share
};

/// None when no time passed.
std::optional<Neighbours> neighbours_between(const MachineTime& begin, const MachineTime& end,
                                             Duration own);

/// Whether it was so much that it shows in what is measured: over a tenth of the machine, while
/// less than a quarter of it was idle; and 0.4 s of CPU time, since the kernel's clock is coarse
/// and it charges nobody for the end of processes.
bool disturb(const Neighbours& neighbours);

/// From its making on. Servers must have been started later, and have ended before it is asked.
class NeighbourWatch {
 public:
  NeighbourWatch() : machine_(machine_time()), own_(own_cpu_time()) {}

  /// None where the kernel does not tell.
  std::optional<Neighbours> look() const;

 private:
  std::optional<MachineTime> machine_;
  Duration own_;
};

}  // namespace lab
