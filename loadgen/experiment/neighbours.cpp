// The machine's time less our own.
#include "loadgen/experiment/neighbours.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>

namespace lab {
namespace {

constexpr double kMostForOthers = 0.1;
constexpr Duration kLeastToShow = std::chrono::milliseconds(400);

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

std::optional<Neighbours> neighbours_between(const MachineTime& begin, const MachineTime& end,
                                             Duration own) {
  const auto ticks_a_second = static_cast<double>(sysconf(_SC_CLK_TCK));
  const auto busy = static_cast<double>(end.busy - begin.busy) / ticks_a_second;
  const auto all = busy + static_cast<double>(end.idle - begin.idle) / ticks_a_second;
  if (all <= 0) return std::nullopt;
  const auto theirs = std::max(0.0, busy - to_seconds(own));
  return Neighbours{from_seconds(theirs), theirs / all};
}

bool disturb(const Neighbours& neighbours) {
  return neighbours.share > kMostForOthers && neighbours.cpu >= kLeastToShow;
}

std::optional<Neighbours> NeighbourWatch::look() const {
  const auto now = machine_time();
  if (!machine_ || !now) return std::nullopt;
  return neighbours_between(*machine_, *now, own_cpu_time() - own_);
}

}  // namespace lab
