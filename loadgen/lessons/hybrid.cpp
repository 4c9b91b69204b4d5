// hybrid: what one deploys, processes of event loops.
#include <fmt/format.h>

#include <algorithm>

#include "loadgen/experiment/loads.hpp"
#include "loadgen/lessons/lessons.hpp"
#include "loadgen/lessons/servers.hpp"

namespace lab {
namespace {

constexpr LessonText kText{
    "hybrid", "What one deploys is a mix: event loops in several processes.",
    "Most real requests do both: wait 40 ms for a database, then compute for 2 ms. A worker "
    "process a core computes on all cores, but it waits along with every request, so the cores "
    "idle: k requests in 42 ms. One event loop lets all waits overlap, but computes on one core: "
    "one request in 2 ms. An event loop in a process on each core has both, and only the cores "
    "limit it. That is how nginx is built, and what a Python service gets from gunicorn with "
    "asynchronous workers: there too it is the processes that give the cores, and the loops that "
    "give the overlap. (Clients that begin at the same moment go in step at first: they wait "
    "together and queue together, and some of the overlap is lost. So the first seconds are not "
    "counted.) What blocks or computes for long belongs in a pool beside the loop (lesson "
    "offload)."};

constexpr unsigned kClients = 100;
constexpr double kWait = 0.040;
constexpr double kWork = 0.002;
constexpr double kTolerance = 0.15;
/// All clients begin at once, and a loop serves all that are ready before it looks for more. So at
/// first they go in step: all wait together while the loop idles, then all queue for it, and it
/// serves N / (W + N x S) = 417/s, not 1/S. After a dozen turns they are spread out (437/s were
/// measured after 250 ms, 491/s after 6 s).
constexpr auto kSpreadOut = std::chrono::milliseconds(2500);

LessonPlan plan(const Setting& setting) {
  const auto load = closed_loop(kClients, "/mix?io=40&cpu=2");
  auto loop_load = load;
  loop_load.warmup = kSpreadOut;
  const auto wanted = std::min(kClients / (kWait + kWork), setting.cores / kWork);
  const auto k = setting.cores_left(wanted);
  const auto rate = std::min(kClients / (kWait + kWork), k / kWork);
  LessonPlan plan;
  const auto expect = [&](Arm measured, double per_second, std::string formula) {
    const auto arm = plan.add(std::move(measured));
    plan.near(of(arm, Quantity::kGood), per_second, std::move(formula), kTolerance);
    return arm;
  };
  const auto process = expect(
      load_arm(times_text("process", setting.cores), process_server(setting.cores), load),
      setting.cores / (kWait + kWork), fmt::format("k / (W + S) = {} / 42 ms", setting.cores));
  const auto async =
      expect(load_arm("async", async_server(), loop_load), 1 / kWork, "1 / S = 1 / 2 ms");
  const auto hybrid = expect(
      load_arm(times_text("async", setting.cores), hybrid_server(setting.cores), loop_load), rate,
      fmt::format("the least of N / (W + S) = 100 / 42 ms and k / S = {} / 2 ms",
                  setting.cores_text(wanted)));
  const auto over_process = rate * (kWait + kWork) / setting.cores;
  plan.headline = plan.at_least(times(hybrid, process, Quantity::kGood), 0.5 * over_process,
                                fmt::format("{:.1f} predicted, half at least", over_process));
  if (setting.cores > 1) {
    const auto over_async = rate * kWork;
    plan.at_least(times(hybrid, async, Quantity::kGood), 0.7 * over_async,
                  fmt::format("{:.2f} predicted, seven tenths at least", over_async));
  }
  plan.charts = {{.kind = ChartKind::kBars,
                  .title = "Good replies a second, 100 clients, 40 ms of waiting and 2 of work",
                  .unit = Unit::kPerSecond,
                  .scale = Scale::kLogarithmic,
                  .bars = {{plan.arms[process].facts.name, 0},
                           {plan.arms[async].facts.name, 1},
                           {plan.arms[hybrid].facts.name, 2}}}};
  return plan;
}

}  // namespace

Lesson hybrid() { return {kText, plan}; }

}  // namespace lab
