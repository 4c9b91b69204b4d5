// What this process may use of the machine: cores and descriptors.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/result.hpp"

namespace lab {

/// Cores this process may use: the smaller of its affinity mask and its cgroup's CPU quota, the
/// quota rounded up. At least 1.
int usable_cores();

/// Cores' worth of CPU time this process may use: as usable_cores(), the quota as it is.
double usable_cpu_time();

/// Cores granted by the text of a cgroup v2 `cpu.max` ("200000 100000"), not rounded; 0 for "max"
/// or a text that is none.
double cores_of_quota(std::string_view cpu_max);

/// CPU time of all cores of the machine since it started, in clock ticks, whoever used it.
struct MachineTime {
  std::uint64_t busy = 0;  // what others took of a virtual machine's cores included
  std::uint64_t idle = 0;  // waiting for disks included
  int cores = 0;           // of the machine, not of this process

  friend bool operator==(const MachineTime&, const MachineTime&) = default;
};

/// From the text of /proc/stat; none when it is no such text.
std::optional<MachineTime> parse_machine_time(std::string_view proc_stat);
/// Now; none where the kernel does not tell.
std::optional<MachineTime> machine_time();

/// What this machine is, for reports.
struct MachineText {
  std::string processor;  // "AMD EPYC 7763"; empty where the kernel does not tell
  std::string system;     // "Linux 6.1.0 x86_64"
  int cores = 1;          // usable_cores()
};
MachineText describe_machine();

/// Raises the soft limit of open descriptors to the hard one and returns it.
std::uint64_t raise_descriptor_limit();

/// The folder of the running program, for finding its siblings.
Result<std::string> program_folder();

}  // namespace lab
