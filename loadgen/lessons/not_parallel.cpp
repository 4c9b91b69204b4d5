// not-parallel: concurrency is not parallelism.
#include <fmt/format.h>

#include <algorithm>

#include "loadgen/experiment/together.hpp"
#include "loadgen/lessons/lessons.hpp"
#include "loadgen/lessons/servers.hpp"

namespace lab {
namespace {

constexpr LessonText kText{
    "not-parallel", "Concurrency is not parallelism.",
    "Concurrency means that many requests are under way at once, parallelism that many are worked "
    "on at the same instant. Each of these eight computes for 5 ms four times, with a short wait "
    "between, so that an event loop can turn to the next. It does: all eight are under way "
    "together, exactly as with a thread for each. But a loop is one thread on one core, and all "
    "that is computed adds up: 8 x 20 ms. Threads compute on all cores and are done in a fraction "
    "of it. So concurrency helps whoever waits and does nothing for whoever computes. Python's "
    "threads share one core (lesson gil)."};

constexpr std::string_view kTarget = "/work?do=cpu:5,io:1,cpu:5,io:1,cpu:5,io:1,cpu:5";
constexpr unsigned kRequests = 8;
constexpr double kWork = 0.020;
constexpr double kWaits = 0.003;
constexpr double kTolerance = 0.15;
constexpr unsigned kGoes = 5;

LessonPlan plan(const Setting& setting) {
  // No request is faster than its own steps, one after another.
  const auto work = kRequests * kWork;
  const auto on_one_core = work / setting.one_core();
  const auto on_all = std::max(work / setting.k(), kWork + kWaits);
  LessonPlan plan;
  std::vector<Bar> totals, at_once;
  const auto expect = [&](std::string name, ServerOptionList options, double takes,
                          std::string formula) {
    const auto arm = plan.add(together_arm(std::move(name), std::move(options),
                                           {.requests = kRequests,
                                            .target = std::string(kTarget),
                                            .times = kGoes,
                                            .each = from_seconds(takes),
                                            .count_in_flight = true}));
    const auto& called = plan.arms[arm].facts.name;
    at_once.push_back(
        {called, plan.exactly(of(arm, Quantity::kInFlight), kRequests, "all 8 of them")});
    totals.push_back(
        {called, plan.near(of(arm, Quantity::kTotalTime), takes, std::move(formula), kTolerance)});
    return arm;
  };
  const auto async = expect("async", async_server(), on_one_core, "N x 4 x 5 ms = 8 x 20 ms");
  const auto thread = expect("thread", thread_server(), on_all,
                             fmt::format("8 x 20 ms / {}, 23 ms at least", setting.cores_text(0)));
  if (setting.k() > 1) {
    plan.headline = plan.at_least(times(async, thread, Quantity::kTotalTime),
                                  0.7 * on_one_core / on_all, "seven tenths of k at least");
  }
  plan.charts = {{.kind = ChartKind::kBars,
                  .title = "Time until 8 requests are done that compute 20 ms each",
                  .unit = Unit::kTime,
                  .bars = std::move(totals)},
                 {.kind = ChartKind::kBars,
                  .title = "Requests under way at once",
                  .unit = Unit::kCount,
                  .bars = std::move(at_once)}};
  return plan;
}

}  // namespace

Lesson not_parallel() { return {kText, plan}; }

}  // namespace lab
