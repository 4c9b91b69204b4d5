// victims: innocent requests pay for the blocker.
#include <fmt/format.h>

#include "common/units.hpp"
#include "loadgen/experiment/loads.hpp"
#include "loadgen/lessons/lessons.hpp"
#include "loadgen/lessons/servers.hpp"
#include "loadgen/stats/queueing.hpp"

namespace lab {
namespace {

constexpr LessonText kText{
    "victims", "Innocent requests pay for the blocker.",
    "Here most requests are the cheapest there are, and now and then one comes that holds the "
    "loop for 50 ms. Whoever arrives meanwhile waits, and so do those behind it: blockers queue "
    "up, since a second may come before the first is done. At half load (rho .5) the mean wait is "
    "half a blocking call and one victim in a hundred waits for more than three of them; at .8 "
    "the tail is ten of them long. That follows from chance arrivals alone, not from a faulty "
    "server. A few seconds differ from the long run, so the verdict uses the waits that follow "
    "from the very arrivals that are sent."};

constexpr auto kBlock = std::chrono::milliseconds(50);
constexpr std::array kLoads{0.25, 0.5, 0.8};
constexpr double kVictimsPerSecond = 200;
constexpr double kTolerance = 0.25;
constexpr auto kWindow = std::chrono::milliseconds(2500);
constexpr auto kShortWindow = std::chrono::milliseconds(1000);

LoadSpec blockers(double rho) {
  auto load = open_loop(rho / to_seconds(kBlock), ArrivalKind::kPoisson, "/block?ms=50");
  load.warmup = {};
  load.window = kWindow;
  load.effect = kBlock;
  return load;
}

LoadSpec innocents(Duration window) {
  auto load = open_loop(kVictimsPerSecond, ArrivalKind::kUniform, "/hello");
  load.window = window;
  load.effect = kBlock;
  return load;
}

struct Figure {
  Quantity quantity;
  double percent;  // 0: the mean
};
constexpr std::array<Figure, 3> kFigures{
    {{Quantity::kVictimMean, 0}, {Quantity::kVictimP90, 90}, {Quantity::kVictimP99, 99}}};

Duration of_waits(const std::vector<Duration>& waits, double percent) {
  return percent == 0 ? mean_of(waits) : percentile_of(waits, percent);
}

std::string long_run_text(double rho, double percent) {
  const Md1 queue{rho, kBlock};
  const auto wait = percent == 0 ? queue.mean_wait() : queue.wait_percentile(percent);
  return fmt::format("Lindley over these arrivals; M/D/1 in the long run {}",
                     format_duration(wait));
}

FormulaLine long_run_line(double percent, std::string name) {
  FormulaLine line{std::move(name), {}};
  for (int i = 1; i <= 17; ++i) {
    const Md1 queue{0.05 * i, kBlock};
    const auto wait = percent == 0 ? queue.mean_wait() : queue.wait_percentile(percent);
    line.points.emplace_back(queue.rho, to_seconds(wait));
  }
  return line;
}

LessonPlan plan(const Setting& setting) {
  LessonPlan plan;
  Chart chart{.kind = ChartKind::kCurve,
              .title = "How long innocent requests wait for a loop that blockers keep busy",
              .unit = Unit::kTime,
              .x_label = "rho: share of the time that blockers hold the loop",
              .curves = {{"mean", {}}, {"p90", {}}, {"p99", {}}},
              .formulas = {long_run_line(0, "mean, long run"), long_run_line(90, "p90, long run"),
                           long_run_line(99, "p99, long run")}};
  const auto idle =
      plan.add(victims_arm("async, no blockers", async_server(), innocents(kShortWindow)));
  std::size_t worst = idle;
  for (const auto rho : kLoads) {
    const auto arm = plan.add(victims_arm(fmt::format("async, rho {:g}", rho), async_server(),
                                          blockers(rho), innocents(kWindow)));
    for (std::size_t f = 0; f < kFigures.size(); ++f) {
      const auto& [quantity, percent] = kFigures[f];
      if (percent == 90 && rho < 0.5) continue;  // may be next to nothing in so short a time
      const auto predict = [&, p = percent](std::uint64_t seed) {
        return to_seconds(
            of_waits(victims_waits(blockers(rho), kBlock, innocents(kWindow), seed), p));
      };
      const auto check =
          plan.near({.of = {arm, quantity}, .less = Term{idle, quantity}},
                    setting.each_round(predict), long_run_text(rho, percent), kTolerance);
      chart.curves[f].points.push_back({rho, check});
    }
    worst = arm;
  }
  const auto thread =
      plan.add(victims_arm("thread, rho 0.8", thread_server(), blockers(0.8), innocents(kWindow)));
  plan.headline = plan.at_least(times(worst, idle, Quantity::kVictimP99), 10,
                                "blocked for whole calls: 10 at least");
  plan.at_least(times(worst, thread, Quantity::kVictimP99), 5, "threads do not care: 5 at least");
  plan.charts = {chart};
  return plan;
}

}  // namespace

Lesson victims() { return {kText, plan}; }

}  // namespace lab
