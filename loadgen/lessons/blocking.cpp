// blocking: one blocking call ruins an event loop.
#include <fmt/format.h>

#include "loadgen/experiment/loads.hpp"
#include "loadgen/lessons/lessons.hpp"
#include "loadgen/lessons/servers.hpp"

namespace lab {
namespace {

constexpr LessonText kText{
    "blocking", "One blocking call ruins an event loop.",
    "An event loop serves everybody from one thread. While a request holds that thread, because it "
    "calls something that waits without letting go, nobody else is served: not the other clients, "
    "not new connections. If one request in ten blocks for 50 ms, the loop is held for 5 ms a "
    "request on average and serves no more than 200 a second, though nine in ten behave well. A "
    "thread that blocks holds up its own client alone, so threads do not care."};

constexpr unsigned kClients = 200;
constexpr double kWait = 0.050;
constexpr double kTolerance = 0.2;
constexpr auto kWindow = std::chrono::milliseconds(1000);
/// A loop that some requests block answers in bursts of N, about a second apart: the window begins
/// between two of them and holds several.
constexpr auto kUntilBetweenBursts = std::chrono::milliseconds(1500);
constexpr auto kWindowOfBursts = std::chrono::milliseconds(3000);

struct Case {
  std::string_view name;
  double blocking_share;
};
constexpr std::array<Case, 3> kCases{
    {{"none blocks", 0}, {"a tenth blocks", 0.1}, {"all block", 1}}};

LoadSpec load_of(const Case& c) {
  LoadSpec load{.connections = kClients, .window = kWindow};
  if (c.blocking_share < 1) load.mix.push_back({100 * (1 - c.blocking_share), "/io?ms=50"});
  if (c.blocking_share > 0) load.mix.push_back({100 * c.blocking_share, "/block?ms=50"});
  return load;
}

LoadSpec loop_load_of(const Case& c) {
  auto load = load_of(c);
  if (c.blocking_share == 0 || c.blocking_share == 1) return load;
  load.warmup = kUntilBetweenBursts;
  load.window = kWindowOfBursts;
  return load;
}

LessonPlan plan(const Setting&) {
  LessonPlan plan;
  Chart chart{.kind = ChartKind::kBars,
              .title = "Good replies a second, 200 clients, every request takes 50 ms",
              .unit = Unit::kPerSecond,
              .scale = Scale::kLogarithmic};
  const auto expect = [&](std::size_t arm, double rate, std::string formula) {
    const auto check = plan.near(of(arm, Quantity::kGood), rate, std::move(formula), kTolerance);
    chart.bars.push_back({plan.arms[arm].facts.name, check});
  };
  std::vector<std::size_t> async, thread;
  for (const auto& c : kCases) {
    async.push_back(
        plan.add(load_arm(fmt::format("async, {}", c.name), async_server(), loop_load_of(c))));
    if (c.blocking_share == 0) {
      expect(async.back(), kClients / kWait, "N / W = 200 / 50 ms");
    } else {
      expect(async.back(), 1 / (c.blocking_share * kWait),
             fmt::format("1 / ({:g} x B) = 1 / {:g} ms", c.blocking_share, c.blocking_share * 50));
    }
  }
  for (const auto& c : kCases) {
    thread.push_back(
        plan.add(load_arm(fmt::format("thread, {}", c.name), thread_server(), load_of(c))));
    expect(thread.back(), kClients / kWait, "N / W = 200 / 50 ms");
  }
  plan.headline =
      plan.at_least(times(async[0], async[1], Quantity::kGood), 10, "20 predicted, 10 at least");
  plan.testify(Work::kIoHeavy, plan.headline);
  const auto threads =
      plan.at_least(times(thread[1], async[1], Quantity::kGood), 10, "20 predicted, 10 at least");
  plan.testify(Work::kSimpleIo, threads);
  plan.charts = {chart};
  return plan;
}

}  // namespace

Lesson blocking() { return {kText, plan}; }

}  // namespace lab
