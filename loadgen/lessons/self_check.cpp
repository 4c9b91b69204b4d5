// self-check: can loadgen tell servers apart, and does it leave alone what is the same?
#include <fmt/format.h>

#include "loadgen/experiment/loads.hpp"
#include "loadgen/lessons/lessons.hpp"
#include "loadgen/lessons/servers.hpp"

namespace lab {
namespace {

constexpr LessonText kText{
    "self-check", "The same server twice shows no difference; a tenth more work does.",
    "A tool that finds differences everywhere proves nothing with them. So loadgen measures one "
    "server against itself, in pairs a moment apart, and asks how far the two can lie from each "
    "other: the interval of their ratio must lie within 5 % of 1. Then it does the same with a "
    "server that has a tenth more to compute, 11 ms in place of 10, and that must be found. What "
    "cannot be told apart here cannot be told apart in any other lesson either: if this one is "
    "inconclusive, the machine is too noisy now to believe small differences."};

constexpr std::size_t kFewestPairs = 3;
constexpr double kTolerance = 0.05;

LoadSpec load_of(int ms) {
  auto load = closed_loop(1, fmt::format("/work?do=cpu:{}", ms));
  load.window = std::chrono::milliseconds(1000);
  load.warmup = std::chrono::milliseconds(100);
  return load;
}

LessonPlan plan(const Setting& setting) {
  LessonPlan plan;
  const auto one = plan.add(load_arm("server", process_server(1), load_of(10)));
  const auto again = plan.add(load_arm("the same", process_server(1), load_of(10)));
  const auto slower = plan.add(load_arm("a tenth more", process_server(1), load_of(11)));
  const auto same =
      plan.near(times(again, one, Quantity::kMean), 1, "10 ms / 10 ms: no difference", kTolerance);
  plan.headline = plan.near(times(slower, one, Quantity::kMean), 1.1,
                            "11 ms / 10 ms: a planted difference", kTolerance / 1.25);
  plan.rounds = std::max(kFewestPairs, 2 * setting.rounds);
  plan.charts = {{.kind = ChartKind::kBars,
                  .title = "Mean latency, times that of the first server",
                  .unit = Unit::kTimes,
                  .bars = {{"the same", same}, {"a tenth more", plan.headline}}}};
  return plan;
}

}  // namespace

Lesson self_check() { return {kText, plan}; }

}  // namespace lab
