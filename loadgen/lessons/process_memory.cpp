// process-memory: processes own their memory; it costs.
#include <fmt/format.h>

#include <array>

#include "loadgen/experiment/trial.hpp"
#include "loadgen/lab/crowd.hpp"
#include "loadgen/lab/memory_gauge.hpp"
#include "loadgen/lessons/lessons.hpp"
#include "loadgen/lessons/servers.hpp"

namespace lab {
namespace {

constexpr LessonText kText{
    "process-memory", "Processes own their memory; it costs.",
    "A worker process is made by fork: it sees all memory of its parent, but the kernel copies a "
    "page only when one of them writes to it. So an idle worker has little of its own, whatever "
    "its size looks like in ps, which counts shared pages in every process again. What a worker "
    "writes, such as a cache it fills, a model it loads, objects whose reference counts change, "
    "is its own: the same 8 MiB in 64 workers are 512 MiB, since no worker sees what another one "
    "has. Threads and coroutines of one process would share them."};

constexpr std::array kWorkers{2, 16, 64};
constexpr int kTouched = 8192 * 1024;  // bytes, /leak?kb=8192
constexpr double kTolerance = 0.02;
constexpr double kLittle = 1024 * 1024;
constexpr auto kPatience = std::chrono::seconds(10);

Result<Readings> measure(Trial& trial, int workers) {
  MemoryGauge gauge(trial.server.admin(), trial.keep_going());
  const auto idle = gauge.read();
  if (!idle) return idle.error();
  // Each holds its worker, so each leaks in another one.
  Crowd crowd(trial.server.url(), trial.keep_going());
  const auto touched =
      crowd.settle(static_cast<std::size_t>(workers), "/leak?kb=8192", Clock::now() + kPatience);
  if (!touched) return touched.error();
  const auto after = gauge.read();
  if (!after) return after.error();
  const auto before = static_cast<double>(idle->private_memory);
  Readings readings;
  readings.set(Quantity::kIdlePrivate, before / workers);
  readings.set(Quantity::kTouchedPrivate, static_cast<double>(after->private_memory) - before);
  return readings;
}

LessonPlan plan(const Setting&) {
  LessonPlan plan;
  Chart chart{.kind = ChartKind::kCurve,
              .title = "Private memory after each worker has touched 8 MiB",
              .unit = Unit::kBytes,
              .x_label = "worker processes",
              .curves = {{"added private bytes", {}}}};
  for (const auto workers : kWorkers) {
    const auto arm = plan.add({{times_text("process", workers),
                                process_server(workers, {"--chaos", "--keep-alive", "on"}),
                                "idle; then one connection a worker, each asks for /leak?kb=8192"},
                               std::chrono::milliseconds(1500),
                               [workers](Trial& trial) { return measure(trial, workers); }});
    plan.at_most(of(arm, Quantity::kIdlePrivate), kLittle,
                 "copy on write: what it has not written is shared; 1 MiB at most");
    plan.headline = plan.near(of(arm, Quantity::kTouchedPrivate), 1.0 * workers * kTouched,
                              fmt::format("w x touched = {} x 8 MiB", workers), kTolerance);
    chart.curves[0].points.push_back({1.0 * workers, plan.headline});
  }
  plan.charts = {chart};
  return plan;
}

}  // namespace

Lesson process_memory() { return {kText, plan}; }

}  // namespace lab
