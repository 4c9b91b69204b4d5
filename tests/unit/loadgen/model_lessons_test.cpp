// What the lessons about the models themselves predict, by value.
#include <fmt/format.h>

#include "tests/unit/loadgen/planned.hpp"

namespace lab {
namespace {

using testing::HasSubstr;

TEST(IoBound, PredictsByConcurrencyAlone) {
  const auto plan = planned("io-bound", 8);
  EXPECT_NEAR(value_of(plan, "process x8: good replies"), 160, 1e-9);
  EXPECT_NEAR(value_of(plan, "process x32: good replies"), 640, 1e-9);
  EXPECT_NEAR(value_of(plan, "thread: good replies"), 4000, 1e-9);
  EXPECT_NEAR(value_of(plan, "async: good replies"), 4000, 1e-9);
  EXPECT_EQ(check_of(plan, "process x8: good replies").formula, "w / W = 8 / 50 ms");
}

TEST(IoReal, PredictsInTimesOfOneRequestAlone) {
  const auto plan = planned("io-real", 8);
  const auto gain = [&](const std::string& arm, std::string_view call) {
    return value_of(plan, fmt::format("{0}, {1} over {0}, one client: good replies", call, arm));
  };
  EXPECT_EQ(gain("process x8", "network"), 8);
  EXPECT_EQ(gain("thread", "network"), 32);
  EXPECT_EQ(gain("async", "network"), 32);
  EXPECT_EQ(gain("process x8", "database"), 24) << "three times k / T";
  EXPECT_EQ(gain("thread", "database"), 12) << "a worker has four connections";
  EXPECT_EQ(gain("async", "database"), 12) << "and a pool of four threads";
  EXPECT_EQ(gain("async", "disk"), 6);
}

TEST(IoReal, OfTwoCoresClaimsNoMoreOfAComputingDatabase) {
  const auto plan = planned("io-real", 2);
  for (const auto* const arm : {"process x2", "thread", "async"}) {
    const auto& check =
        check_of(plan, fmt::format("database, {} over database, one client: good replies", arm));
    EXPECT_EQ(check.claim, Claim::kAtMost);
    EXPECT_EQ(check.predicted.front(), 6);
  }
}

TEST(IoReal, HasNoMoreWorkersAtWorkThanClients) {
  const auto plan = planned("io-real", 64);
  const auto& check = check_of(plan, "network, process x64 over network, one client: good replies");
  EXPECT_EQ(check.predicted.front(), 32);
  EXPECT_THAT(check.formula, HasSubstr("w = 32"));
}

TEST(IoReal, TellsWaitingFromComputingByTheCpuTimeOfOneRequest) {
  const auto plan = planned("io-real");
  expect_value(plan, "network, one client: mean latency", 0.020);
  EXPECT_EQ(check_of(plan, "network, one client: CPU time of T").claim, Claim::kAtMost);
  EXPECT_EQ(check_of(plan, "database, one client: CPU time of T").claim, Claim::kAtLeast);
}

TEST(CpuBound, PredictsByCoresAlone) {
  const auto plan = planned("cpu-bound", 4);
  EXPECT_NEAR(value_of(plan, "process x4: good replies"), 800, 8) << "less what loadgen takes";
  EXPECT_NEAR(value_of(plan, "hybrid x4: good replies"), 800, 8);
  EXPECT_NEAR(value_of(plan, "async: good replies"), 200, 1e-9);
  EXPECT_NEAR(value_of(plan, "async: p50 latency"), 0.160, 1e-12) << "32 clients";
  EXPECT_NEAR(value_of(planned("cpu-bound", 2), "async: p50 latency"), 0.080, 1e-12);
  EXPECT_EQ(value_of(plan, "process x4 over thread: good replies"), 1);
}

TEST(IoBound, HasMoreWorkersThanCoresAndNoMoreAtWorkThanClients) {
  EXPECT_NEAR(value_of(planned("io-bound", 32), "process x64: good replies"), 1280, 1e-9);
  const auto plan = planned("io-bound", 256);
  EXPECT_NEAR(value_of(plan, "process x256: good replies"), 4000, 1e-9);
  EXPECT_EQ(check_of(plan, "process x256: good replies").formula, "N / W = 200 / 50 ms");
}

TEST(CpuBound, OfAQuotaPredictsItsShare) {
  const auto plan = find_lesson("cpu-bound")->plan({.cores = 2, .quota = 1.5});
  EXPECT_NEAR(value_of(plan, "process x2: good replies"), 300, 3);
  EXPECT_NEAR(value_of(plan, "process x2 over async: good replies"), 1.05, 1e-9);
}

TEST(CpuBound, OfOneCoreClaimsNoParallelism) {
  for (const auto& check : planned("cpu-bound", 1).checks)
    EXPECT_EQ(check.claim, Claim::kNear) << check.what;
}

TEST(Blocking, PredictsWhatTheLoopIsHeldFor) {
  const auto plan = planned("blocking");
  EXPECT_NEAR(value_of(plan, "async, none blocks: good replies"), 4000, 1e-9);
  EXPECT_NEAR(value_of(plan, "async, a tenth blocks: good replies"), 200, 1e-9);
  EXPECT_NEAR(value_of(plan, "async, all block: good replies"), 20, 1e-9);
  EXPECT_NEAR(value_of(plan, "thread, all block: good replies"), 4000, 1e-9);
  EXPECT_THAT(check_of(plan, "async, a tenth blocks: good replies").formula, HasSubstr("1 / 5 ms"));
}

TEST(HiddenBlocking, PredictsAQueueOfAllCallersAndNothingForOne) {
  const auto plan = planned("hidden-blocking");
  EXPECT_EQ(value_of(plan,
                     "network, blocking, one user over network, as usual, one user: "
                     "mean latency"),
            1);
  EXPECT_EQ(value_of(plan, "network, blocking: victims' mean latency over T"), 16);
  EXPECT_EQ(value_of(plan, "network, as usual over network, blocking: good replies"), 8)
      << "half of 16";
}

TEST(HiddenBlocking, ClaimsNothingOfAPoolThatHasNoCoreOfItsOwn) {
  const std::string of_pool = "disk, blocking over disk, as usual: victims' mean latency";
  EXPECT_TRUE(has_check(planned("hidden-blocking", 2), of_pool));
  EXPECT_FALSE(has_check(planned("hidden-blocking", 1), of_pool));
}

TEST(Victims, PredictsEachRoundByItsOwnArrivals) {
  const Setting setting{.cores = 2, .rounds = 40, .seed = 1};
  const auto plan = find_lesson("victims")->plan(setting);
  const auto& means = check_of(plan, "async, rho 0.5: victims' mean latency").predicted;
  ASSERT_EQ(means.size(), 40u);
  double sum = 0;
  for (const auto mean : means) sum += mean;
  EXPECT_NEAR(sum / 40, 0.025, 0.006) << "B rho / (2 (1 - rho)) in the long run";
  EXPECT_THAT(check_of(plan, "async, rho 0.5: victims' p90 latency").formula,
              HasSubstr("M/D/1 in the long run 75.8ms"));
}

}  // namespace
}  // namespace lab
