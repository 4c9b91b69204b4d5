// A loop of arithmetic against the thread's CPU clock.
#include "server/work/burn.hpp"

namespace lab {
namespace {

/// About ten microseconds of dependent arithmetic that no compiler can leave out.
void compute_a_little() {
  static thread_local volatile std::uint64_t sink = 0;
  std::uint64_t x = sink + 1;
  for (int i = 0; i < 4000; ++i) x = x * 6364136223846793005u + 1442695040888963407u;
  sink = x;
}

}  // namespace

void block(const Burn& burn) {
  const auto end = thread_cpu_time() + burn.cpu;
  while (thread_cpu_time() < end) compute_a_little();
}

}  // namespace lab
