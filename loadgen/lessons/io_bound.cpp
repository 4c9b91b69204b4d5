// io-bound: waiting needs concurrency, not parallelism.
#include <fmt/format.h>

#include "loadgen/experiment/loads.hpp"
#include "loadgen/lessons/lessons.hpp"
#include "loadgen/lessons/servers.hpp"

namespace lab {
namespace {

constexpr LessonText kText{
    "io-bound",
    "Waiting needs concurrency, not parallelism: I/O-heavy work wants threads or async.",
    "While a request waits for a database it needs no core, only somebody who remembers it. A "
    "worker process remembers one request, so N clients queue for w workers and the cores idle. A "
    "thread a connection, or a coroutine a connection, remembers them all at once: every client "
    "waits its own 50 ms and nothing else. More processes help in proportion, and each of them "
    "costs a process. Async is no faster here than threads; what it saves is memory and switches "
    "(lesson not-faster)."};

constexpr unsigned kClients = 200;
constexpr double kWait = 0.050;
constexpr int kManyWorkers = 32;
constexpr double kTolerance = 0.15;

LessonPlan plan(const Setting& setting) {
  const auto load = closed_loop(kClients, "/io?ms=50");
  LessonPlan plan;
  const auto process = [&](int workers) {
    const auto arm =
        plan.add(load_arm(times_text("process", workers), process_server(workers), load));
    plan.near(of(arm, Quantity::kGood), workers / kWait, fmt::format("w / W = {} / 50 ms", workers),
              kTolerance);
    return arm;
  };
  const auto concurrent = [&](std::string name, ServerOptionList options) {
    const auto arm = plan.add(load_arm(std::move(name), std::move(options), load));
    plan.near(of(arm, Quantity::kGood), kClients / kWait,
              fmt::format("N / W = {} / 50 ms", kClients), kTolerance);
    return arm;
  };
  const auto few = process(setting.cores);
  const auto many = process(kManyWorkers);
  const auto thread = concurrent("thread", thread_server());
  const auto async = concurrent("async", async_server());

  plan.headline = plan.at_least(times(thread, few, Quantity::kGood), 0.5 * kClients / setting.cores,
                                "half of N / w at least");
  plan.at_least(times(async, many, Quantity::kGood), 0.5 * kClients / kManyWorkers,
                "half of N / w at least");
  plan.charts = {{.kind = ChartKind::kBars,
                  .title = "Good replies a second, 200 clients, every request waits 50 ms",
                  .unit = Unit::kPerSecond,
                  .scale = Scale::kLogarithmic,
                  .bars = {{times_text("process", setting.cores), 0},
                           {times_text("process", kManyWorkers), 1},
                           {"thread", 2},
                           {"async", 3}}}};
  return plan;
}

}  // namespace

Lesson io_bound() { return {kText, plan}; }

}  // namespace lab
