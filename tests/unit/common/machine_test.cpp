// What the machine grants is read from the kernel's own texts.
#include "common/machine.hpp"

#include <gtest/gtest.h>

#include <sys/resource.h>
#include <cmath>

#include "common/result.hpp"

namespace lab {
namespace {

TEST(Machine, ReadsTheCpuQuotaInCores) {
  const std::pair<std::string_view, double> table[] = {{"200000 100000\n", 2},
                                                       {"200000 100000", 2},
                                                       {"150000 100000\n", 1.5},
                                                       {"100001 100000\n", 1.00001},
                                                       {"1000 100000\n", 0.01},
                                                       {"50000 50000\n", 1},
                                                       {"max 100000\n", 0},
                                                       {"", 0},
                                                       {"\n", 0},
                                                       {"nonsense", 0},
                                                       {"100000 0\n", 0},
                                                       {"-1 100000\n", 0},
                                                       {"100000 x\n", 0},
                                                       {"0 100000\n", 0},
                                                       {"100000", 0}};
  for (const auto& [text, cores] : table) EXPECT_EQ(cores_of_quota(text), cores) << text;
}

TEST(Machine, GrantsAtLeastOneCore) { EXPECT_GE(usable_cores(), 1); }

TEST(Machine, GrantsAsManyCoresAsTheTimeNeedsAtMost) {
  EXPECT_GT(usable_cpu_time(), 0);
  EXPECT_EQ(usable_cores(), std::ceil(usable_cpu_time()));
}

TEST(Machine, TellsItsBusyTimeFromItsIdleTime) {
  // user nice system idle iowait irq softirq steal guest guest_nice
  constexpr std::string_view kText =
      "cpu  100 20 30 4000 500 6 7 8 90 0\ncpu0 50 10 15 2000 250 3 3 4 45 0\n"
      "cpu1 50 10 15 2000 250 3 4 4 45 0\nintr 1 2 3\nctxt 42\n";
  EXPECT_EQ(parse_machine_time(kText), (MachineTime{171, 4500, 2}));
}

TEST(Machine, TakesNoOtherTextForItsTimes) {
  for (const auto* text : {"", "cpu", "cpu \n", "cpu  1 2 3\ncpu0 1 2 3\n",
                           "cpu  1 2 3 4 5 6 7 x\ncpu0\n", "cpu  1 2 3 4 5 6 7 8\n", "intr 1"}) {
    EXPECT_FALSE(parse_machine_time(text)) << text;
  }
}

TEST(Machine, NeverGoesBackInItsTimes) {
  const auto before = machine_time();
  const auto after = machine_time();
  ASSERT_TRUE(before);
  ASSERT_TRUE(after);
  EXPECT_GE(after->busy, before->busy);
  EXPECT_GE(after->cores, usable_cores());
}

TEST(Machine, RaisesTheDescriptorLimitToTheHardOne) {
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
  const rlimit lowered{16, before.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &lowered), 0);
  EXPECT_EQ(raise_descriptor_limit(), before.rlim_max);
  rlimit after{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &after), 0);
  EXPECT_EQ(after.rlim_cur, before.rlim_max);
}

TEST(Machine, KnowsTheFolderOfThisProgram) {
  const auto folder = program_folder();
  ASSERT_TRUE(folder);
  EXPECT_TRUE(folder->ends_with("/tests")) << *folder;
}

TEST(Result, HoldsAValueOrASentence) {
  const Result<int> good = 7;
  const Result<int> bad = problem("'{}' is not a number", "x");
  ASSERT_TRUE(good);
  EXPECT_EQ(*good, 7);
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.error().text, "'x' is not a number");
}

TEST(Result, TakesAStringForAValueAndNotForAProblem) {
  const Result<std::string> text = std::string("fine");
  ASSERT_TRUE(text);
  EXPECT_EQ(*text, "fine");
}

TEST(Result, OfNothingIsGoodUnlessAProblem) {
  const Result<void> good{};
  const Result<void> bad = problem("no");
  EXPECT_TRUE(good);
  EXPECT_FALSE(bad);
}

}  // namespace
}  // namespace lab
