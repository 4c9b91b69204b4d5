// fake-gains: the wrong model gives fake gains.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "loadgen/experiment/loads.hpp"
#include "loadgen/lessons/lessons.hpp"
#include "loadgen/lessons/servers.hpp"

namespace lab {
namespace {

constexpr LessonText kText{
    "fake-gains", "The wrong model gives fake gains: more threads, no more work.",
    "A thread a client looks generous: two hundred clients are all being served, none is refused. "
    "But each of them computes, and the cores can do only k/S requests a second between them, "
    "which as many clients as cores use up already. Ten times the threads do no more work; they "
    "take turns on the same cores, so each request takes ten times as long. Throughput flat, "
    "latency in proportion to the clients: that is what a full server looks like, and more "
    "threads only hide it in the queue. The mean latency is the number of clients divided by the "
    "throughput (Little's law)."};

constexpr double kWork = 0.005;
/// The clients begin together and go in step for a while, so many are answered at the end of a turn
/// and few at its begin: where the window cuts the first and the last turn matters (5 % of six
/// turns), and a round differs from the next by as much.
constexpr double kTolerance = 0.2;
constexpr std::array kTimes{1, 10, 100};
constexpr int kMostClients = 2000;  // each of them is a thread
constexpr Duration kWarmup = std::chrono::milliseconds(250);

/// The time in which all clients get one reply each.
Duration turn_of(const Setting& setting, int clients) {
  return from_seconds(clients * kWork / setting.k());
}

LoadSpec load_of(const Setting& setting, int clients) {
  auto load = closed_loop(static_cast<unsigned>(clients), "/cpu?ms=5");
  load.warmup = std::max(kWarmup, 2 * turn_of(setting, clients));
  load.window = std::max<Duration>(std::chrono::milliseconds(1000), 6 * turn_of(setting, clients));
  return load;
}

LessonPlan plan(const Setting& setting) {
  const auto fewest = std::max(2, setting.cores);
  const auto k = setting.cores_left(setting.k() / kWork);
  const auto cores = setting.cores_text(setting.k() / kWork);
  LessonPlan plan;
  Chart rates{.kind = ChartKind::kCurve,
              .title = "Good replies a second, every request computes for 5 ms",
              .unit = Unit::kPerSecond,
              .x_label = "clients",
              .curves = {{"thread", {}}}};
  Chart latencies{.kind = ChartKind::kCurve,
                  .title = "Mean latency, every request computes for 5 ms",
                  .unit = Unit::kTime,
                  .scale = Scale::kLogarithmic,
                  .x_label = "clients",
                  .curves = {{"thread", {}}}};
  for (const auto factor : kTimes) {
    const auto clients = std::min(fewest * factor, kMostClients);
    const auto arm = plan.add(load_arm(fmt::format("thread, {} clients", clients), thread_server(),
                                       load_of(setting, clients)));
    const auto rate = plan.near(of(arm, Quantity::kGood), k / kWork,
                                fmt::format("k / S = {} / 5 ms", cores), kTolerance);
    const auto latency =
        plan.near(of(arm, Quantity::kMean), clients * kWork / k,
                  fmt::format("N x S / k = {} x 5 ms / {}", clients, cores), kTolerance);
    rates.curves[0].points.push_back({static_cast<double>(clients), rate});
    latencies.curves[0].points.push_back({static_cast<double>(clients), latency});
  }
  plan.at_most(times(2, 0, Quantity::kGood), 1.2, "1 predicted: far more threads, the same cores");
  const auto slower = 1.0 * std::min(fewest * kTimes.back(), kMostClients) / fewest;
  plan.headline = plan.at_least(times(2, 0, Quantity::kMean), slower / 2,
                                fmt::format("{:.3g} predicted, half at least", slower));
  plan.charts = {std::move(rates), std::move(latencies)};
  return plan;
}

}  // namespace

Lesson fake_gains() { return {kText, plan}; }

}  // namespace lab
