// A loop of arithmetic against the thread's CPU clock.
#include "server/work/burn.hpp"

namespace lab {
namespace {

/// Less than half a microsecond of dependent arithmetic that no compiler can leave out.
void compute_a_moment() {
  static thread_local volatile std::uint64_t sink = 0;
  std::uint64_t x = sink + 1;
  for (int i = 0; i < 320; ++i) x = x * 6364136223846793005u + 1442695040888963407u;
  sink = x;
}

/// About five microseconds, so that reading the clock costs little beside it. The lock is looked at
/// far more often, as an interpreter does it. For a thread that asked is still awake for about a
/// microsecond, and if the lock comes then, it gets it before those who have slept all along: the
/// reason why victims wait so long beside several threads that compute. With five microseconds
/// between two looks, whoever had waited longest got it instead.
void compute_a_little(Gil* gil) {
  for (int i = 0; i < 12; ++i) {
    compute_a_moment();
    if (gil != nullptr) gil->check();
  }
}

}  // namespace

void block(const Burn& burn, Gil* gil) {
  const auto end = thread_cpu_time() + burn.cpu;
  while (thread_cpu_time() < end) compute_a_little(gil);
}

}  // namespace lab
