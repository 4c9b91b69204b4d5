// open-loop: how you load decides what you see.
#include <fmt/format.h>

#include <array>

#include "loadgen/experiment/loads.hpp"
#include "loadgen/lessons/lessons.hpp"
#include "loadgen/lessons/servers.hpp"

namespace lab {
namespace {

constexpr LessonText kText{
    "open-loop", "How you load decides what you see.",
    "The server stands still for half a second in every two and a half. A client that asks again "
    "only once it was answered (closed loop) sends one request into each standstill and waits; "
    "during that time it does not ask, so the bad half second counts as one slow request among "
    "hundreds and its 99th percentile looks perfect. Real visitors do not wait for one another. "
    "Requests that come at times of their own (open loop) hit the standstill a hundred times a "
    "second: a fifth of them wait, from 500 ms for the first down to nothing for the last. Leaving "
    "the standstill out is known as coordinated omission."};

constexpr double kFrozen = 0.500;
constexpr double kPeriod = 2.500;
constexpr double kPerSecond = 100;
/// Next to nothing. Without any wait a client that asks again at once would take the cores that the
/// server shares with us.
constexpr const char* kTarget = "/io?ms=1";
constexpr double kTolerance = 0.1;
/// Far from a standstill, and more than a shared machine adds to a request of 1 ms.
constexpr double kNormal = 0.020;
constexpr double kTenTimes = 10;

/// Stands still at once and again after a period, since the window is not the freezer's own.
LoadSpec freezer() {
  auto load = open_loop(1 / kPeriod, ArrivalKind::kUniform, "/block?ms=500");
  load.warmup = {};
  load.window = from_seconds(kPeriod + 0.1);
  load.effect = from_seconds(kFrozen);
  return load;
}

/// One whole period: it begins within a standstill and ends as far within the next.
LoadSpec of_a_period(LoadSpec load) {
  load.window = from_seconds(kPeriod);
  load.effect = from_seconds(kFrozen);
  return load;
}

FormulaLine schedule_line() {
  FormulaLine line{"by the schedule", {}};
  for (int percent = 80; percent <= 100; ++percent) {
    line.points.emplace_back(percent, kFrozen - (1 - percent / 100.0) * kPeriod);
  }
  return line;
}

LessonPlan plan(const Setting&) {
  LessonPlan plan;
  const auto closed = plan.add(victims_arm("closed loop, 1 connection", async_server(), freezer(),
                                           of_a_period(closed_loop(1, kTarget))));
  const auto open =
      plan.add(victims_arm("open loop, 100/s", async_server(), freezer(),
                           of_a_period(open_loop(kPerSecond, ArrivalKind::kUniform, kTarget))));
  const auto from_schedule = [&](Quantity quantity, double share) {
    return plan.near(of(open, quantity), kFrozen - share * kPeriod,
                     fmt::format("500 ms - {:g} x 2500 ms", share), kTolerance);
  };
  const auto p90 = from_schedule(Quantity::kVictimP90, 0.1);
  const auto p99 = from_schedule(Quantity::kVictimP99, 0.01);
  const auto closed_p99 = plan.at_most(of(closed, Quantity::kVictimP99), kNormal,
                                       "about normal: one slow request among hundreds");
  plan.headline = plan.at_least(times(open, closed, Quantity::kVictimP99), kTenTimes,
                                "what is left out: 10 at least");
  plan.charts = {{.kind = ChartKind::kCurve,
                  .title = "Latency of a server that stands still half a second in every 2.5",
                  .unit = Unit::kTime,
                  .x_label = "percentile",
                  .curves = {{"open loop", {{90, p90}, {99, p99}}},
                             {"closed loop, 1 connection", {{99, closed_p99}}}},
                  .formulas = {schedule_line()}}};
  return plan;
}

}  // namespace

Lesson open_loop_lesson() { return {kText, plan}; }

}  // namespace lab
