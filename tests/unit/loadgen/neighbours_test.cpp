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
  const auto share = share_of_others(machine(10, 10), machine(13, 11), 1s);
  ASSERT_TRUE(share);
  EXPECT_NEAR(*share, 0.5, 1e-9) << "2 of 4 core seconds";
}

TEST(Neighbours, TookNothingWhenAllWasOursAsFarAsTicksTell) {
  EXPECT_EQ(share_of_others(machine(0, 0), machine(1, 3), 1010ms), 0);
}

TEST(Neighbours, AreNotKnownWhenNoTimePassed) {
  EXPECT_FALSE(share_of_others(machine(5, 5), machine(5, 5), 0s));
}

TEST(Neighbours, OwnTimeGrowsAsWeCompute) {
  const auto before = own_cpu_time();
  while (own_cpu_time() < before + 20ms) continue;
  EXPECT_GE(own_cpu_time() - before, 20ms);
}

}  // namespace
}  // namespace lab
