// offload: handing the work to a pool saves the loop, until the pool is full.
#include <fmt/format.h>

#include "common/units.hpp"
#include "loadgen/experiment/predictions.hpp"
#include "loadgen/lessons/lessons.hpp"
#include "loadgen/lessons/servers.hpp"
#include "loadgen/stats/queueing.hpp"

namespace lab {
namespace {

constexpr LessonText kText{
    "offload", "Handing the work to a pool saves the loop, until the pool is full.",
    "A loop that hands blocking work to a few threads (a pool) is free again at once: whoever asks "
    "for something else is answered as ever, at any load. The work itself now queues for the pool. "
    "Below what the pool can do, p/B requests a second for p threads, that wait is short at half "
    "load and about as long as the work at nine tenths. Above it a queue without a bound would "
    "grow for ever; this one holds 16, so the rest is refused with status 503 at once, and nobody "
    "waits for more than four calls. A pool moves the limit; it does not lift it."};

constexpr auto kBlock = std::chrono::milliseconds(50);
constexpr unsigned kThreads = 4;
constexpr unsigned kQueue = 16;
constexpr double kCapacity = kThreads / 0.050;           // requests a second
constexpr double kLongest = 0.050 + kQueue / kCapacity;  // who finds one place left
constexpr double kHalf = 0.5;
constexpr double kBusy = 0.9;
constexpr double kAbove = 1.5;
constexpr auto kWindow = std::chrono::milliseconds(2000);
constexpr double kVictimsPerSecond = 200;
/// At half load: half a call. The window is short, so the mean wait of a round may be 12 ms where
/// it is 2.5 ms in the long run; a pool of half the threads would be full, and its waits would grow
/// and grow.
constexpr double kShortWait = 0.025;
/// A fifth of a call: what is left to the scheduling of a shared machine.
constexpr double kVictimsBound = 0.010;

ServerOptionList server() {
  return async_server({"--pool", std::to_string(kThreads), "--pool-queue", std::to_string(kQueue)});
}

LoadSpec pooled(double load_share, ArrivalKind arrivals) {
  auto load = open_loop(load_share * kCapacity, arrivals, "/io?ms=50&via=pool");
  load.warmup = {};
  load.window = kWindow;
  load.effect = kBlock;
  return load;
}

/// From the moment on at which the queue is full.
LoadSpec too_much() {
  auto load = pooled(kAbove, ArrivalKind::kUniform);
  load.warmup = std::chrono::milliseconds(750);
  return load;
}

LoadSpec innocents() {
  auto load = open_loop(kVictimsPerSecond, ArrivalKind::kUniform, "/hello");
  load.window = kWindow;
  load.effect = kBlock;
  return load;
}

std::string long_run_text(double rho) {
  const auto wait = Mdc{rho, kThreads, kBlock}.mean_wait();
  return fmt::format(
      "Lindley for 4 threads over these arrivals; M/D/4 (Cosmetatos) in the long run B + {} = {}",
      format_duration(wait), format_duration(kBlock + wait));
}

FormulaLine long_run_line() {
  FormulaLine line{"in the long run, without a bound", {}};
  for (int i = 1; i <= 19; ++i) {
    const double rho = 0.05 * i;
    line.points.emplace_back(rho, to_seconds(kBlock + Mdc{rho, kThreads, kBlock}.mean_wait()));
  }
  return line;
}

void expect_unharmed(LessonPlan& plan, std::size_t arm) {
  plan.at_most(of(arm, Quantity::kVictimP99), kVictimsBound, "B / 5 at most, as without any load");
}

std::size_t add_below(LessonPlan& plan, double rho) {
  return plan.add(victims_arm(fmt::format("async, pool at {:g}", rho), server(),
                              pooled(rho, ArrivalKind::kPoisson), innocents()));
}

/// The wait is often a fiftieth of the whole, too little to be told from none: what can be seen is
/// that it is short.
void plan_half(LessonPlan& plan) {
  const auto arm = add_below(plan, kHalf);
  plan.at_most(of(arm, Quantity::kMean), to_seconds(kBlock) + kShortWait,
               fmt::format("B and a short wait: B + B / 2 at most; M/D/4 in the long run B + {}",
                           format_duration(Mdc{kHalf, kThreads, kBlock}.mean_wait())));
  expect_unharmed(plan, arm);
}

/// The check of the mean latency.
std::size_t plan_busy(const Setting& setting, LessonPlan& plan) {
  const auto load = pooled(kBusy, ArrivalKind::kPoisson);
  const auto arm = add_below(plan, kBusy);
  const auto predict = [&](std::uint64_t seed) {
    return to_seconds(mean_latency_of(load, kBlock, kThreads, kThreads + kQueue, seed));
  };
  const auto check =
      plan.near(of(arm, Quantity::kMean), setting.each_round(predict), long_run_text(kBusy), 0.15);
  expect_unharmed(plan, arm);
  return check;
}

/// The check of the longest latency.
std::size_t plan_above(LessonPlan& plan) {
  const auto arm = plan.add(
      victims_arm(fmt::format("async, pool at {:g}", kAbove), server(), too_much(), innocents()));
  plan.near(of(arm, Quantity::kGood), kCapacity, "p / B = 4 / 50 ms", 0.1);
  plan.near(of(arm, Quantity::kRefused), (kAbove - 1) * kCapacity, "rate - p / B = 120/s - 80/s",
            0.15);
  const auto check = plan.near(of(arm, Quantity::kMax), kLongest,
                               "B + queue x B / p = 50 ms + 16 x 50 ms / 4", 0.15);
  expect_unharmed(plan, arm);
  plan.headline = plan.checks.size() - 1;
  plan.testify(Work::kMixed, plan.headline);
  return check;
}

LessonPlan plan(const Setting& setting) {
  LessonPlan plan;
  Chart chart{.kind = ChartKind::kCurve,
              .title = "Latency of what a pool of 4 threads does for an event loop, 50 ms each",
              .unit = Unit::kTime,
              .x_label = "load: share of what the pool can do",
              .curves = {{"mean", {}}, {"longest, with a queue of 16", {}}},
              .formulas = {long_run_line()}};
  const auto alone = plan.add(victims_arm("async, pool idle", server(), innocents()));
  expect_unharmed(plan, alone);
  plan_half(plan);
  chart.curves[0].points.push_back({kBusy, plan_busy(setting, plan)});
  chart.curves[1].points.push_back({kAbove, plan_above(plan)});
  plan.charts = {std::move(chart)};
  return plan;
}

}  // namespace

Lesson offload() { return {kText, plan}; }

}  // namespace lab
