// Claims about burning: it costs CPU time of the thread, and is not satisfied by time on the wall.
#include "server/work/burn.hpp"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace lab {
namespace {

using namespace std::chrono_literals;

Duration cpu_of(const Burn& burn) {
  const auto before = thread_cpu_time();
  block(burn);
  return thread_cpu_time() - before;
}

TEST(Burn, CostsTheCpuTimeAskedFor) {
  for (const Duration asked : {1ms, 5ms, 20ms}) {
    const auto cost = cpu_of(Burn{asked});
    EXPECT_GE(cost, asked);
    EXPECT_LT(cost, asked * 2 + 5ms);
  }
}

TEST(Burn, OfNothingCostsAlmostNothing) { EXPECT_LT(cpu_of(Burn{0ms}), 1ms); }

TEST(Burn, CountsCpuTimeSoThatACrowdTakesLongerByTheClock) {
  static constexpr auto kAsked = 20ms;
  const auto cores = std::max(1u, std::thread::hardware_concurrency());
  const auto crowd = 4 * cores;
  const auto began = Clock::now();
  {
    std::vector<std::jthread> threads;
    for (unsigned i = 0; i < crowd; ++i) {
      threads.emplace_back([] { EXPECT_GE(cpu_of(Burn{kAsked}), kAsked); });
    }
  }
  // All together need 4 times what the cores give in that time; burning wall time would take once.
  EXPECT_GT(Clock::now() - began, 3 * kAsked);
}

}  // namespace
}  // namespace lab
