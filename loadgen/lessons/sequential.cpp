// sequential: a sequential program uses one core and waits for everything.
#include <fmt/format.h>

#include <algorithm>

#include "loadgen/experiment/together.hpp"
#include "loadgen/lessons/lessons.hpp"
#include "loadgen/lessons/servers.hpp"

namespace lab {
namespace {

constexpr LessonText kText{
    "sequential", "A sequential program uses one core and waits for everything.",
    "One worker process does one thing after another, so twenty requests take twenty times as "
    "long as one, and the last client waits for all before it. While a request waits for a "
    "database the worker does nothing for anybody; while a request computes, the other cores "
    "idle. A thread for each client lets the waits happen side by side, twenty in the time of "
    "one, and spreads what is computed over all cores. That is all there is to gain: waits "
    "overlap without limit, computing only as far as there are cores. In Python threads share one "
    "core for computing (lesson gil)."};

constexpr unsigned kRequests = 20;
constexpr double kWait = 0.050;
constexpr double kWork = 0.010;
constexpr double kTolerance = 0.2;
/// Short goes are easily disturbed on a shared machine: with three of them one round in ten was off
/// by half.
constexpr unsigned kGoes = 7;

Together at_once(std::string target, double takes, unsigned goes) {
  return {.requests = kRequests,
          .target = std::move(target),
          .times = goes,
          .each = from_seconds(takes)};
}

LessonPlan plan(const Setting& setting) {
  const auto wanted = std::min<double>(kRequests, setting.k()) / kWork;
  const auto cores = setting.cores_left(wanted);
  const auto on_one = kRequests * kWork / setting.one_core();
  const auto on_all = std::max(kWork, kRequests * kWork / cores);  // none is faster than itself
  LessonPlan plan;
  std::vector<Bar> bars;
  const auto expect = [&](std::string name, ServerOptionList options, const Together& load,
                          std::string formula) {
    const auto arm = plan.add(together_arm(std::move(name), std::move(options), load));
    const auto check = plan.near(of(arm, Quantity::kTotalTime), to_seconds(load.each),
                                 std::move(formula), kTolerance);
    bars.push_back({plan.arms[arm].facts.name, check});
    return arm;
  };
  const auto waits_one = expect("process x1, waiting", process_server(1),
                                at_once("/io?ms=50", kRequests * kWait, 1), "20 x W = 20 x 50 ms");
  const auto waits_all = expect("thread, waiting", thread_server(),
                                at_once("/io?ms=50", kWait, kGoes), "W = 50 ms, all at once");
  const auto works_one = expect("process x1, computing", process_server(1),
                                at_once("/cpu?ms=10", on_one, kGoes), "20 x S = 20 x 10 ms");
  const auto works_all = expect(
      "thread, computing", thread_server(), at_once("/cpu?ms=10", on_all, kGoes),
      fmt::format("20 x S / k = 20 x 10 ms / {}, S = 10 ms at least", setting.cores_text(wanted)));

  plan.headline = plan.at_least(times(waits_one, waits_all, Quantity::kTotalTime), 10,
                                "20 predicted, 10 at least");
  if (setting.k() > 1) {
    plan.at_least(times(works_one, works_all, Quantity::kTotalTime), 0.7 * on_one / on_all,
                  "seven tenths of what is predicted at least");
  }
  plan.charts = {{.kind = ChartKind::kBars,
                  .title = "Time until 20 requests are answered, that wait 50 ms or compute 10 ms",
                  .unit = Unit::kTime,
                  .bars = std::move(bars)}};
  return plan;
}

}  // namespace

Lesson sequential() { return {kText, plan}; }

}  // namespace lab
