// cpu-bound: CPU work needs parallelism, not concurrency.
#include <fmt/format.h>

#include "loadgen/experiment/loads.hpp"
#include "loadgen/lessons/lessons.hpp"
#include "loadgen/lessons/servers.hpp"

namespace lab {
namespace {

constexpr LessonText kText{
    "cpu-bound", "CPU work needs parallelism, not concurrency: CPU-heavy work wants processes.",
    "A request that computes for 5 ms needs a core for 5 ms; nothing can be done meanwhile on that "
    "core. So k cores give k/S requests a second, whoever hands out the work. One event loop is "
    "one thread and uses one core: the others idle while clients queue, each behind all N. "
    "Processes use all cores, and so do C++ threads, which have no global interpreter lock; the "
    "lesson text speaks of Python, whose threads cannot (lesson gil shows both). An event loop a "
    "core uses all cores as well."};

constexpr unsigned kClients = 16;
constexpr double kWork = 0.005;
constexpr double kTolerance = 0.15;

LessonPlan plan(const Setting& setting) {
  const auto load = closed_loop(kClients, "/cpu?ms=5");
  const auto parallel_rate = setting.cores_left(setting.cores / kWork) / kWork;
  const auto cores = setting.cores_text(setting.cores / kWork);
  LessonPlan plan;
  const auto parallel = [&](std::string name, ServerOptionList options) {
    const auto arm = plan.add(load_arm(std::move(name), std::move(options), load));
    plan.near(of(arm, Quantity::kGood), parallel_rate, fmt::format("k / S = {} / 5 ms", cores),
              kTolerance);
    return arm;
  };
  const auto process =
      parallel(times_text("process", setting.cores), process_server(setting.cores));
  const auto thread = parallel("thread", thread_server());
  parallel(times_text("hybrid", setting.cores), hybrid_server(setting.cores));
  const auto async = plan.add(load_arm("async", async_server(), load));
  plan.near(of(async, Quantity::kGood), 1 / kWork, "1 / S = 1 / 5 ms", kTolerance);
  plan.near(of(async, Quantity::kP50), kClients * kWork, fmt::format("N x S = {} x 5 ms", kClients),
            kTolerance);

  if (setting.cores > 1) {
    const auto bound = 0.7 * setting.cores;
    plan.headline =
        plan.at_least(times(process, async, Quantity::kGood), bound, "seven tenths of k at least");
    plan.at_least(times(thread, async, Quantity::kGood), bound, "seven tenths of k at least");
  }
  plan.charts = {{.kind = ChartKind::kBars,
                  .title = "Good replies a second, 16 clients, every request computes for 5 ms",
                  .unit = Unit::kPerSecond,
                  .bars = {{times_text("process", setting.cores), 0},
                           {"thread", 1},
                           {times_text("hybrid", setting.cores), 2},
                           {"async", 3}}}};
  return plan;
}

}  // namespace

Lesson cpu_bound() { return {kText, plan}; }

}  // namespace lab
