// Reads the kernel's clocks.
#include "common/clock.hpp"

#include <cmath>
#include <ctime>

namespace lab {
namespace {

Duration read_clock(clockid_t clock) {
  timespec t{};
  clock_gettime(clock, &t);
  return std::chrono::seconds(t.tv_sec) + std::chrono::nanoseconds(t.tv_nsec);
}

}  // namespace

Duration thread_cpu_time() { return read_clock(CLOCK_THREAD_CPUTIME_ID); }
Duration process_cpu_time() { return read_clock(CLOCK_PROCESS_CPUTIME_ID); }
WallTime wall_now() {
  return std::chrono::floor<WallTime::duration>(std::chrono::system_clock::now());
}
Duration from_seconds(double seconds) { return Duration(std::llround(seconds * 1e9)); }

}  // namespace lab
