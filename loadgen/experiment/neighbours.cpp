// The machine's time less our own.
#include "loadgen/experiment/neighbours.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>

namespace lab {
namespace {

Duration time_of(const timeval& time) {
  return std::chrono::seconds(time.tv_sec) + std::chrono::microseconds(time.tv_usec);
}

Duration used_by(int who) {
  rusage usage{};
  getrusage(who, &usage);
  return time_of(usage.ru_utime) + time_of(usage.ru_stime);
}

}  // namespace

Duration own_cpu_time() { return used_by(RUSAGE_SELF) + used_by(RUSAGE_CHILDREN); }

std::optional<double> share_of_others(const MachineTime& begin, const MachineTime& end,
                                      Duration own) {
  const auto busy = static_cast<double>(end.busy - begin.busy);
  const auto all = busy + static_cast<double>(end.idle - begin.idle);
  if (all <= 0) return std::nullopt;
  const auto own_ticks = to_seconds(own) * static_cast<double>(sysconf(_SC_CLK_TCK));
  return std::clamp((busy - own_ticks) / all, 0.0, 1.0);
}

std::optional<double> NeighbourWatch::share() const {
  const auto now = machine_time();
  if (!machine_ || !now) return std::nullopt;
  return share_of_others(*machine_, *now, own_cpu_time() - own_);
}

}  // namespace lab
