// What lessons predict, by value: the formulas worked out by hand for 1, 2 and 8 cores.
#include <fmt/format.h>
#include <algorithm>

#include "loadgen/experiment/predictions.hpp"
#include "tests/unit/loadgen/planned.hpp"

namespace lab {
namespace {

using namespace std::chrono_literals;

TEST(Sequential, AddsUpOrSharesOut) {
  const std::string all = ": time until all are answered";
  for (const auto& [cores, computed] :
       {std::pair(1, 0.2005), {2, 0.10025}, {8, 0.02506}, {64, 0.010}}) {
    const auto plan = planned("sequential", cores);
    expect_value(plan, "process x1, waiting" + all, 1.0);
    expect_value(plan, "thread, waiting" + all, 0.050);
    expect_value(plan, "process x1, computing" + all, 0.200);
    expect_value(plan, "thread, computing" + all, computed);
  }
  expect_text(planned("sequential", 2), "thread, computing" + all, "20 x 10 ms / 2 cores");
  expect_text(planned("sequential", 2), "process x1, waiting" + all, "20 x 50 ms");
}

TEST(GilLesson, PredictsOneCoreForThreadsThatShareALock) {
  for (const auto& [cores, all] : {std::pair(1, 199.0), {2, 398.0}, {8, 1592.0}}) {
    const auto plan = planned("gil", cores);
    expect_value(plan, "thread, CPU: good replies", all);
    expect_value(plan, "thread --gil, CPU: good replies", 200);
    expect_value(plan, fmt::format("process x{} --gil, CPU: good replies", cores), all);
    expect_value(plan, "thread --gil, I/O: good replies", 2000);
  }
}

TEST(GilLesson, PredictsIntervalsForVictims) {
  const auto plan = planned("gil", 2);
  expect_value(plan, "thread --gil, 1 computing: victims' p50 latency", 0.011);
  for (const int n : {2, 4}) {
    const auto arm = fmt::format("thread --gil, {} computing: ", n);
    expect_value(plan, arm + "victims' p50 latency", 0.015);
    expect_value(plan, arm + "victims' p99 latency", 0.050);
    EXPECT_EQ(check_of(plan, arm + "victims' p99 latency").claim, Claim::kAtLeast);
  }
}

TEST(Offload, PredictsThePoolsCapacityAndItsQueue) {
  const auto plan = planned("offload", 2);
  expect_value(plan, "async, pool at 1.5: good replies", 80);
  expect_value(plan, "async, pool at 1.5: refusals (5xx)", 40);
  expect_value(plan, "async, pool at 1.5: longest latency", 0.250);
  expect_text(plan, "async, pool at 1.5: refusals (5xx)", "120/s - 80/s");
  expect_text(plan, "async, pool at 0.5: mean latency", "2.47ms");
  const auto& half = check_of(plan, "async, pool at 0.5: mean latency");
  EXPECT_EQ(half.claim, Claim::kAtMost);
  EXPECT_NEAR(half.predicted.front(), 0.075, 1e-9);
}

TEST(Offload, PredictsOfTheArrivalsOfEachRound) {
  auto load = open_loop(72, ArrivalKind::kPoisson, "/io?ms=50&via=pool");
  load.warmup = {};
  load.window = 2s;
  const auto plan = planned("offload", 2);
  const auto& check = check_of(plan, "async, pool at 0.9: mean latency");
  for (std::size_t round = 0; round < 5; ++round) {
    EXPECT_DOUBLE_EQ(check.predicted_in(round),
                     to_seconds(mean_latency_of(load, 50ms, 4, 20, 1 + round)));
  }
}

TEST(Offload, WaitsLessThanItsBoundAtHalfLoadWhateverTheSeed) {
  auto load = open_loop(40, ArrivalKind::kPoisson, "/io?ms=50&via=pool");
  load.warmup = {};
  load.window = 2s;
  for (std::uint64_t seed = 1; seed <= 200; ++seed)
    EXPECT_LT(mean_latency_of(load, 50ms, 4, 20, seed), 70ms) << seed;
}

TEST(NotFaster, PredictsNoDifference) {
  const std::string hello = "async, one says hello over thread, one says hello: p50 latency";
  for (const int cores : {1, 2, 8}) {
    const auto plan = planned("not-faster", cores);
    expect_value(plan, "async, one waits over thread, one waits: p50 latency", 1);
    expect_value(plan, "thread, 1000 wait: good replies", 5000);
    expect_value(plan, "async, 1000 wait: good replies", 5000);
    EXPECT_EQ(has_check(plan, hello), cores > 1);
  }
  EXPECT_DOUBLE_EQ(check_of(planned("not-faster", 2), hello).tolerance, 0.2);
}

TEST(NotParallel, PredictsThatARequestIsNoFasterThanItsSteps) {
  for (const auto& [cores, takes] : {std::pair(1, 0.160), {2, 0.080}, {8, 0.023}}) {
    const auto plan = planned("not-parallel", cores);
    expect_value(plan, "async: requests in flight at once", 8);
    expect_value(plan, "async: time until all are answered", 0.160);
    expect_value(plan, "thread: requests in flight at once", 8);
    expect_value(plan, "thread: time until all are answered", takes);
  }
}

TEST(KeepAliveLesson, PredictsWhoIsNeverAnswered) {
  const auto plan = planned("keep-alive", 2);
  expect_value(plan, "process x4 on: clients never answered", 36);
  EXPECT_EQ(value_of(plan, "process x4 auto: clients never answered"), 0);
  expect_value(plan, "process x4 on: good replies", 200);
  expect_value(plan, "process x4 auto: good replies", 200);
  expect_value(plan, "process x4 auto over process x4 on: good replies", 1);
}

TEST(FakeGains, PredictsFlatThroughputAndLatencyInProportion) {
  const auto two = planned("fake-gains", 2);
  expect_value(two, "thread, 2 clients: good replies", 398);
  expect_value(two, "thread, 200 clients: good replies", 398);
  expect_value(two, "thread, 2 clients: mean latency", 0.005025);
  expect_value(two, "thread, 200 clients: mean latency", 0.5025);
  expect_value(planned("fake-gains", 1), "thread, 2 clients: mean latency", 0.01005);
  const auto eight = planned("fake-gains", 8);
  expect_value(eight, "thread, 8 clients: good replies", 1592);
  expect_value(eight, "thread, 800 clients: mean latency", 0.5025);
  EXPECT_TRUE(has_check(planned("fake-gains", 64), "thread, 2000 clients: good replies"));
}

TEST(MixedTail, PredictsOfTheRequestsOfEachRound) {
  const auto plan = planned("mixed-tail", 2);
  const auto& mean = check_of(plan, "async: victims' mean latency");
  EXPECT_EQ(mean.predicted.size(), 5u);
  expect_text(plan, mean.what, "102ms");
  for (const auto share : check_of(plan, "async: victims delayed").predicted) {
    EXPECT_GT(share, 0.01);
    EXPECT_LT(share, 1);
  }
  const std::string process = "async over process x1: victims' mean latency";
  EXPECT_FALSE(has_check(planned("mixed-tail", 1), process)) << "one worker is one queue as well";
}

TEST(OpenLoopLesson, PredictsFromTheSchedule) {
  const auto plan = planned("open-loop", 2);
  expect_value(plan, "open loop, 100/s: victims' p90 latency", 0.250);
  expect_value(plan, "open loop, 100/s: victims' p99 latency", 0.475);
  expect_text(plan, "open loop, 100/s: victims' p99 latency", "500 ms - 0.01 x 2500 ms");
}

TEST(Hybrid, PredictsTheNearerOfTwoLimits) {
  const auto expect = [](int cores, double process, double hybrid) {
    const auto plan = planned("hybrid", cores);
    expect_value(plan, fmt::format("process x{}: good replies", cores), process);
    expect_value(plan, "async: good replies", 500);
    expect_value(plan, fmt::format("async x{}: good replies", cores), hybrid);
  };
  expect(1, 1 / 0.042, 493.75);
  expect(2, 2 / 0.042, 987.5);
  expect(8, 8 / 0.042, 2380.95);
  expect(200, 100 / 0.042, 2380.95);
  expect_value(planned("hybrid", 2), "thread: good replies", 987.5);
  expect_value(planned("hybrid", 2), "async x2 over thread: good replies", 1);
}

}  // namespace
}  // namespace lab
