// Whose time the machine's time was.
#include "loadgen/experiment/neighbours.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

namespace lab {
namespace {

using namespace std::chrono_literals;

/// Of the kernel's clock ticks, 100 a second as a rule.
std::uint64_t ticks(double seconds) {
  return static_cast<std::uint64_t>(seconds * static_cast<double>(sysconf(_SC_CLK_TCK)));
}

MachineTime machine(double busy, double idle) { return {ticks(busy), ticks(idle), 2}; }

TEST(Neighbours, TookWhatWasBusyAndNotOurs) {
  const auto others = neighbours_between(machine(10, 10), machine(13, 11), 1s);
  ASSERT_TRUE(others);
  EXPECT_NEAR(others->share, 0.5, 1e-9) << "2 of 4 core seconds";
  EXPECT_EQ(others->cpu, 2s);
  EXPECT_NEAR(others->idle, 0.25, 1e-9);
}

TEST(Neighbours, TookNothingWhenAllWasOursAsFarAsTicksTell) {
  const auto others = neighbours_between(machine(0, 0), machine(1, 3), 1010ms);
  ASSERT_TRUE(others);
  EXPECT_EQ(others->share, 0);
}

TEST(Neighbours, AreNotKnownWhenNoTimePassed) {
  EXPECT_FALSE(neighbours_between(machine(5, 5), machine(5, 5), 0s));
}

TEST(Neighbours, DisturbWhenTheyTookMuchInTimeAndShare) {
  EXPECT_FALSE(disturb({20ms, 0.5, 0})) << "two ticks of a clock";
  EXPECT_FALSE(disturb({2s, 0.05, 0})) << "of a long time";
  EXPECT_FALSE(disturb({2s, 0.5, 0.4})) << "and left enough for us";
  EXPECT_TRUE(disturb({500ms, 0.2, 0}));
}

TEST(Neighbours, TakeNothingBackWhenTheKernelDoes) {
  const auto others = neighbours_between(machine(10, 10), machine(12, 9), 1s);
  ASSERT_TRUE(others);
  EXPECT_EQ(others->cpu, 1s);
  EXPECT_EQ(others->idle, 0);
}

TEST(Neighbours, OwnTimeGrowsAsWeCompute) {
  const auto before = own_cpu_time();
  while (own_cpu_time() < before + 20ms) continue;
  EXPECT_GE(own_cpu_time() - before, 20ms);
}

}  // namespace
}  // namespace lab
