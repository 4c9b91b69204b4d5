// mixed-tail: a few heavy requests spoil the rest.
#include <fmt/format.h>

#include <array>

#include "common/units.hpp"
#include "loadgen/experiment/predictions.hpp"
#include "loadgen/lessons/lessons.hpp"
#include "loadgen/lessons/servers.hpp"
#include "loadgen/stats/queueing.hpp"

namespace lab {
namespace {

constexpr LessonText kText{
    "mixed-tail", "A few heavy requests spoil the rest.",
    "Ninety-nine requests in a hundred compute for 1 ms, the hundredth for 200. Together they "
    "need six tenths of one core, which sounds harmless. But one event loop serves them in the "
    "order they came: behind each heavy one wait all that come within 200 ms, forty of them, so "
    "the few heavy ones decide how long the light ones take. Give the work to a pool of threads, "
    "a thread to each client, or more processes, and the light ones pass the heavy one by, since "
    "threads share the cores in slices of a few milliseconds. In Python the pool would have to be "
    "one of processes (lesson gil)."};

constexpr std::array<Duration, 2> kServices{std::chrono::milliseconds(1),
                                            std::chrono::milliseconds(200)};
constexpr std::array kWeights{99.0, 1.0};
constexpr double kRho = 0.6;  // of one core
constexpr Duration kDelay = std::chrono::milliseconds(10);
constexpr double kTolerance = 0.25;
constexpr double kTailBound = 2;

ServiceTime service() {
  const std::array shares{ServiceShare{kWeights[0], kServices[0]},
                          ServiceShare{kWeights[1], kServices[1]}};
  return mixed_service(shares);
}

LoadSpec load_of(const std::string& suffix) {
  const auto rate = kRho / to_seconds(service().mean);
  auto load = open_loop(rate, ArrivalKind::kPoisson, "");
  load.mix = {{kWeights[0], "/cpu?ms=1" + suffix}, {kWeights[1], "/cpu?ms=200" + suffix}};
  load.connections = 400;  // what comes in two seconds in which nothing is done
  load.warmup = {};
  load.window = std::chrono::milliseconds(3000);  // six heavy ones
  load.effect = kServices[1] / 2;
  load.delay = kDelay;
  return load;
}

/// Checks of the one event loop, from the waits of its light requests.
void plan_async(const Setting& setting, LessonPlan& plan, std::size_t arm) {
  const auto load = load_of("");
  const auto waits = [load](std::uint64_t seed) { return waits_of_first(load, kServices, seed); };
  plan.near(of(arm, Quantity::kVictimMean), setting.each_round([&](std::uint64_t seed) {
    return to_seconds(kServices[0] + mean_of(waits(seed)));
  }),
            fmt::format("Lindley over these requests; M/G/1 in the long run {}",
                        format_duration(kServices[0] + Mg1{kRho, service()}.mean_wait())),
            kTolerance);
  plan.near(of(arm, Quantity::kVictimsDelayed), setting.each_round([&](std::uint64_t seed) {
    return share_above(waits(seed), kDelay - kServices[0]);
  }),
            "longer than 10 ms, by the same", kTolerance);
}

LessonPlan plan(const Setting& setting) {
  LessonPlan plan;
  const auto async = plan.add(load_arm("async", async_server(), load_of("")));
  plan_async(setting, plan, async);
  const auto thread = plan.add(load_arm("thread", thread_server(), load_of("")));
  const auto pool = plan.add(load_arm("async with a pool", async_server(), load_of("&via=pool")));
  std::vector<Bar> bars;
  const auto expect_worse = [&](std::size_t other, double bound, std::string formula) {
    const auto check =
        plan.at_least(times(async, other, Quantity::kVictimMean), bound, std::move(formula));
    bars.push_back({"async over " + plan.arms[other].facts.name, check});
    return check;
  };
  const auto expect_longer_tail = [&](std::size_t other) {
    plan.at_least(times(async, other, Quantity::kVictimP99), kTailBound,
                  "whole heavy requests against slices of a few ms: 2 at least");
  };
  plan.headline = expect_worse(thread, 5, "threads take turns: 5 at least");
  const auto pooled = expect_worse(pool, 5, "the pool's threads take turns: 5 at least");
  plan.testify(Work::kMixed, pooled);
  expect_longer_tail(thread);
  expect_longer_tail(pool);
  if (setting.cores > 1) {
    const auto process = plan.add(
        load_arm(times_text("process", setting.cores), process_server(setting.cores), load_of("")));
    expect_worse(process, 2, "a worker is free beside a heavy one: 2 at least");
  }
  plan.charts = {{.kind = ChartKind::kBars,
                  .title = "Mean latency of the light requests, in times of that of others",
                  .unit = Unit::kTimes,
                  .scale = Scale::kLogarithmic,
                  .bars = std::move(bars)}};
  return plan;
}

}  // namespace

Lesson mixed_tail() { return {kText, plan}; }

}  // namespace lab
