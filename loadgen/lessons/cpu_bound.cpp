// cpu-bound: CPU work needs parallelism, not concurrency.
#include <fmt/format.h>

#include <algorithm>

#include "loadgen/experiment/loads.hpp"
#include "loadgen/lessons/lessons.hpp"
#include "loadgen/lessons/servers.hpp"

namespace lab {
namespace {

constexpr LessonText kText{
    "cpu-bound", "CPU work needs parallelism, not concurrency.",
    "A request that computes for 5 ms needs a core for 5 ms; nothing can be done meanwhile on "
    "that core. So k cores give k/S requests a second, whoever hands out the work. One event loop "
    "is one thread and uses one core: the others idle while clients queue, each behind all N. "
    "Processes use all cores, and so do C++ threads, which have no global interpreter lock. "
    "Python's threads have one and cannot (lesson gil shows both). An event loop a core uses all "
    "cores as well."};

constexpr double kWork = 0.005;
constexpr double kTolerance = 0.15;

/// One loop has N x S to do before a client's next turn: time for two turns, and to see the last.
LoadSpec loop_load_of(unsigned clients) {
  const Duration turn = from_seconds(clients * kWork);
  auto load = closed_loop(clients, "/cpu?ms=5");
  load.warmup = std::max(load.warmup, turn);
  load.window = std::max(load.window, 2 * turn);
  load.grace = std::clamp<Duration>(turn, load.grace, std::chrono::seconds(2));
  return load;
}

/// Of all arms the process, the thread and the async one.
void compare(const Setting& setting, LessonPlan& plan, std::size_t process, std::size_t thread,
             std::size_t async) {
  if (setting.k() <= 1) return;
  const auto bound = 0.7 * setting.k();
  plan.headline =
      plan.at_least(times(process, async, Quantity::kGood), bound, "seven tenths of k at least");
  plan.testify(Work::kCpuHeavy, plan.headline);
  plan.at_least(times(thread, async, Quantity::kGood), bound, "seven tenths of k at least");
  const auto level = plan.near(times(process, thread, Quantity::kGood), 1,
                               "k / S in both: C++ threads have no lock to share", kTolerance);
  plan.testify(Work::kCpuHeavy, level);
}

LessonPlan plan(const Setting& setting) {
  const auto clients = setting.busy_clients();  // more than cores, so that they do not limit it
  const auto load = closed_loop(clients, "/cpu?ms=5");
  const auto parallel_rate = setting.cores_left(setting.k() / kWork) / kWork;
  const auto cores = setting.cores_text(setting.k() / kWork);
  LessonPlan plan;
  std::vector<Bar> bars;
  const auto rate_of = [&](std::size_t arm, double rate, std::string formula) {
    const auto check = plan.near(of(arm, Quantity::kGood), rate, std::move(formula), kTolerance);
    bars.push_back({plan.arms[arm].facts.name, check});
  };
  const auto parallel = [&](std::string name, ServerOptionList options) {
    const auto arm = plan.add(load_arm(std::move(name), std::move(options), load));
    rate_of(arm, parallel_rate, fmt::format("k / S = {} / 5 ms", cores));
    return arm;
  };
  const auto process =
      parallel(times_text("process", setting.cores), process_server(setting.cores));
  const auto thread = parallel("thread", thread_server());
  parallel(times_text("hybrid", setting.cores), hybrid_server(setting.cores));
  const auto async = plan.add(load_arm("async", async_server(), loop_load_of(clients)));
  rate_of(async, setting.one_core() / kWork, "1 / S = 1 / 5 ms");
  plan.near(of(async, Quantity::kP50), clients * kWork / setting.one_core(),
            fmt::format("N x S = {} x 5 ms", clients), kTolerance);
  compare(setting, plan, process, thread, async);
  plan.charts = {
      {.kind = ChartKind::kBars,
       .title = fmt::format("Good replies a second, {} clients, every request computes for 5 ms",
                            clients),
       .unit = Unit::kPerSecond,
       .bars = std::move(bars)}};
  return plan;
}

}  // namespace

Lesson cpu_bound() { return {kText, plan}; }

}  // namespace lab
