// The machine's time less our own.
#include "loadgen/experiment/neighbours.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>

namespace lab {
namespace {

constexpr double kMostForOthers = 0.1;
constexpr double kEnoughIdle = 0.25;
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
  // A kernel may take back idle time that it had guessed.
  const auto grown = [&](std::uint64_t from, std::uint64_t to) {
    return to > from ? static_cast<double>(to - from) / ticks_a_second : 0;
  };
  const auto busy = grown(begin.busy, end.busy);
  const auto idle = grown(begin.idle, end.idle);
  if (busy + idle <= 0) return std::nullopt;
  const auto theirs = std::max(0.0, busy - to_seconds(own));
  return Neighbours{from_seconds(theirs), theirs / (busy + idle), idle / (busy + idle)};
}

bool disturb(const Neighbours& neighbours) {
  return neighbours.share > kMostForOthers && neighbours.idle < kEnoughIdle &&
         neighbours.cpu >= kLeastToShow;
}

std::optional<Neighbours> NeighbourWatch::look() const {
  const auto now = machine_time();
  if (!machine_ || !now) return std::nullopt;
  return neighbours_between(*machine_, *now, own_cpu_time() - own_);
}

}  // namespace lab
