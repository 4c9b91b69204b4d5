// keep-alive: kept-alive connections pin workers.
#include <fmt/format.h>

#include "loadgen/experiment/loads.hpp"
#include "loadgen/lessons/lessons.hpp"
#include "loadgen/lessons/servers.hpp"

namespace lab {
namespace {

constexpr LessonText kText{
    "keep-alive", "Kept-alive connections pin workers.",
    "A worker process serves one connection at a time. If it keeps the connection open between "
    "requests, as HTTP does by default, the worker belongs to that client for as long as the "
    "client likes: four workers serve four clients, and the other 36 hear nothing at all, though "
    "the throughput looks just as good. With --keep-alive auto a worker closes the connection "
    "after its reply when others queue, so everybody is served in turn; gunicorn's ordinary "
    "(sync) workers keep no connection at all. The price is a new connection for each request. It "
    "does not show here, where a request waits 20 ms; the cheapest requests (/hello) would lose "
    "three quarters of their throughput."};

constexpr int kWorkers = 4;
constexpr unsigned kClients = 40;
constexpr double kWait = 0.020;
constexpr double kTolerance = 0.2;

LessonPlan plan(const Setting&) {
  auto load = closed_loop(kClients, "/io?ms=20");
  load.window = std::chrono::milliseconds(2000);
  load.grace = std::chrono::milliseconds(250);
  LessonPlan plan;
  Chart rates{.kind = ChartKind::kBars,
              .title = "Good replies a second, 40 clients of 4 workers, every request waits 20 ms",
              .unit = Unit::kPerSecond};
  Chart unheard{.kind = ChartKind::kBars,
                .title = "Clients that never got an answer, of 40",
                .unit = Unit::kCount};
  const auto expect = [&](const std::string& policy, double never, std::string formula) {
    const auto name = fmt::format("{} {}", times_text("process", kWorkers), policy);
    const auto arm =
        plan.add(load_arm(name, process_server(kWorkers, {"--keep-alive", policy}), load));
    const auto rate =
        plan.near(of(arm, Quantity::kGood), kWorkers / kWait, "w / W = 4 / 20 ms", kTolerance);
    const auto missed = plan.exactly(of(arm, Quantity::kNeverAnswered), never, std::move(formula));
    rates.bars.push_back({name, rate});
    unheard.bars.push_back({name, missed});
    if (never > 0) plan.headline = missed;
    return arm;
  };
  const auto on = expect("on", kClients - kWorkers, "N - w = 40 - 4");
  plan.testify(Work::kSimpleIo, plan.headline);
  const auto in_turn = expect("auto", 0, "everybody gets a turn");
  plan.near(times(in_turn, on, Quantity::kGood), 1, "w / W in both", kTolerance);
  plan.charts = {std::move(unheard), std::move(rates)};
  return plan;
}

}  // namespace

Lesson keep_alive() { return {kText, plan}; }

}  // namespace lab
