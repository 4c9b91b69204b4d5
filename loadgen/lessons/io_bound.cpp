// io-bound: waiting needs concurrency, not parallelism.
#include <fmt/format.h>

#include <algorithm>

#include "loadgen/experiment/loads.hpp"
#include "loadgen/lessons/lessons.hpp"
#include "loadgen/lessons/servers.hpp"

namespace lab {
namespace {

constexpr LessonText kText{
    "io-bound", "Waiting needs concurrency, not parallelism.",
    "While a request waits for a database it needs no core, only somebody who remembers it. A "
    "worker process remembers one request, so N clients queue for w workers and the cores idle. A "
    "thread a connection, or a coroutine a connection, remembers them all at once: every client "
    "waits its own 50 ms and nothing else. More processes help in proportion, and each of them "
    "costs a process. Async is no faster here than threads; what it saves is memory and switches "
    "(lesson not-faster)."};

constexpr unsigned kClients = 200;
constexpr double kWait = 0.050;
/// More than cores, on any machine.
int many_workers(const Setting& setting) { return setting.cores < 32 ? 32 : 2 * setting.cores; }
double served_by(int workers) { return std::min<double>(kClients, workers); }
constexpr double kTolerance = 0.15;

LessonPlan plan(const Setting& setting) {
  const auto load = closed_loop(kClients, "/io?ms=50");
  const auto many_of = many_workers(setting);
  LessonPlan plan;
  std::vector<Bar> bars;
  const auto expect = [&](std::string name, ServerOptionList options, double at_once,
                          std::string formula) {
    const auto arm = plan.add(load_arm(name, std::move(options), load));
    const auto check =
        plan.near(of(arm, Quantity::kGood), at_once / kWait, std::move(formula), kTolerance);
    bars.push_back({std::move(name), check});
    return arm;
  };
  const auto process = [&](int workers) {
    const auto at_once = served_by(workers);
    return expect(times_text("process", workers), process_server(workers), at_once,
                  fmt::format("{} / W = {} / 50 ms", at_once < workers ? 'N' : 'w', at_once));
  };
  const auto concurrent = [&](std::string name, ServerOptionList options) {
    return expect(std::move(name), std::move(options), kClients,
                  fmt::format("N / W = {} / 50 ms", kClients));
  };
  const auto few = process(setting.cores);
  const auto many = process(many_of);
  const auto thread = concurrent("thread", thread_server());
  const auto async = concurrent("async", async_server());

  plan.headline =
      plan.at_least(times(thread, few, Quantity::kGood), 0.5 * kClients / served_by(setting.cores),
                    "half of N / w at least");
  plan.testify(Work::kSimpleIo, plan.headline);
  const auto over_many =
      plan.at_least(times(async, many, Quantity::kGood), 0.5 * kClients / served_by(many_of),
                    "half of N / w at least");
  plan.testify(Work::kIoHeavy, over_many);
  plan.charts = {{.kind = ChartKind::kBars,
                  .title = "Good replies a second, 200 clients, every request waits 50 ms",
                  .unit = Unit::kPerSecond,
                  .scale = Scale::kLogarithmic,
                  .bars = std::move(bars)}};
  return plan;
}

}  // namespace

Lesson io_bound() { return {kText, plan}; }

}  // namespace lab
