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
    "process a core computes on all cores, but waits along with every request: k requests in 42 "
    "ms. One event loop lets all waits overlap, but computes on one core: one request in 2 ms. An "
    "event loop in a process on each core has both, and only the cores limit it. C++ threads do "
    "the same work a second, at the price of a thread for each client; Python's cannot (lesson "
    "gil). nginx is built like that, and gunicorn with asynchronous workers. What blocks or "
    "computes for long belongs in a pool (lesson offload)."};

constexpr unsigned kClients = 100;
constexpr double kWait = 0.040;
constexpr double kWork = 0.002;
constexpr double kTolerance = 0.15;
/// All clients begin at once, and a loop serves all that are ready before it looks for more. So at
/// first they go in step: all wait together while the loop idles, then all queue for it, and it
/// serves N / (W + N x S) = 417/s, not 1/S. After a dozen turns they are spread out (437/s were
/// measured after 250 ms, 491/s after 6 s).
constexpr auto kSpreadOut = std::chrono::milliseconds(2000);
constexpr auto kWindow = std::chrono::milliseconds(1250);
constexpr double kThreadTolerance = 0.2;

/// The same for all, since all are compared.
LoadSpec all_load() {
  auto load = closed_loop(kClients, "/mix?io=40&cpu=2");
  load.warmup = kSpreadOut;
  load.window = kWindow;
  return load;
}

struct Arms {
  std::size_t process, async, thread, hybrid;
};

/// `process_rate` and `rate`: predicted of processes, and of what has all cores.
void compare(const Setting& setting, LessonPlan& plan, const Arms& arms, double process_rate,
             double rate) {
  const auto over_process = rate / process_rate;
  plan.headline =
      plan.at_least(times(arms.hybrid, arms.process, Quantity::kGood), 0.5 * over_process,
                    fmt::format("{:.1f} predicted, half at least", over_process));
  plan.testify(Work::kMixed, plan.headline);
  if (setting.k() > 1) {
    const auto over_async = rate * kWork;
    const auto check =
        plan.at_least(times(arms.hybrid, arms.async, Quantity::kGood), 0.7 * over_async,
                      fmt::format("{:.2f} predicted, seven tenths at least", over_async));
    plan.testify(Work::kMixed, check);
  }
  const auto level = plan.near(times(arms.hybrid, arms.thread, Quantity::kGood), 1,
                               "the same limit for both", kThreadTolerance);
  plan.testify(Work::kMixed, level);
}

LessonPlan plan(const Setting& setting) {
  const auto by_clients = kClients / (kWait + kWork);
  const auto wanted = std::min(by_clients, setting.k() / kWork);
  const auto rate = std::min(by_clients, setting.cores_left(wanted) / kWork);
  const auto at_once = std::min<double>(kClients, setting.cores);
  const auto limits = fmt::format("the least of N / (W + S) = 100 / 42 ms and k / S = {} / 2 ms",
                                  setting.cores_text(wanted));
  LessonPlan plan;
  std::vector<Bar> bars;
  const auto expect = [&](std::string name, ServerOptionList options, double per_second,
                          std::string formula, double tolerance = kTolerance) {
    const auto arm = plan.add(load_arm(name, std::move(options), all_load()));
    const auto check =
        plan.near(of(arm, Quantity::kGood), per_second, std::move(formula), tolerance);
    bars.push_back({std::move(name), check});
    return arm;
  };
  const auto process_rate = at_once / (kWait + kWork);
  Arms arms{};
  arms.process = expect(times_text("process", setting.cores), process_server(setting.cores),
                        process_rate, fmt::format("w / (W + S) = {} / 42 ms", at_once));
  arms.async = expect("async", async_server(), setting.one_core() / kWork, "1 / S = 1 / 2 ms");
  arms.thread = expect("thread", thread_server(), rate, limits, kThreadTolerance);
  arms.hybrid =
      expect(times_text("async", setting.cores), hybrid_server(setting.cores), rate, limits);
  compare(setting, plan, arms, process_rate, rate);
  plan.charts = {{.kind = ChartKind::kBars,
                  .title = "Good replies a second, 100 clients, 40 ms of waiting and 2 of work",
                  .unit = Unit::kPerSecond,
                  .scale = Scale::kLogarithmic,
                  .bars = std::move(bars)}};
  return plan;
}

}  // namespace

Lesson hybrid() { return {kText, plan}; }

}  // namespace lab
