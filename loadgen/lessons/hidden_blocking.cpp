// hidden-blocking: a call that blocks looks like any other.
#include <fmt/format.h>

#include "loadgen/experiment/loads.hpp"
#include "loadgen/lessons/lessons.hpp"
#include "loadgen/lessons/servers.hpp"

namespace lab {
namespace {

constexpr LessonText kText{
    "hidden-blocking", "A call that blocks looks like any other, and one user alone sees nothing.",
    "A coroutine that calls a database, a file or another server through an ordinary library "
    "stands still until the call returns, and the loop with it (via=block). No line of the code "
    "tells, and no test with one user: the answer is the same, after the same time T. Sixteen "
    "users find out: their calls go one after another, 1 / T in place of 16 / T, and "
    "strangers who only say hello wait behind all of them, 16 T. The way out is a client that can "
    "be awaited, as for the network here, or a pool of threads for what cannot, as for SQLite "
    "and files. This server does both unless it is asked to block."};

constexpr unsigned kCallers = 16;
constexpr double kAlone = 0.15;
constexpr double kQueueTolerance = 0.5;
constexpr double kStrangersPerSecond = 100;
constexpr auto kWarmup = std::chrono::milliseconds(200);
constexpr auto kWindow = std::chrono::milliseconds(800);
constexpr auto kGrace = std::chrono::milliseconds(300);
constexpr std::string_view kBlock = "&via=block";

struct Call {
  std::string_view name;
  std::string_view target;
};
constexpr Call kNetwork{"network", "/io/network?ms=10"};
constexpr Call kDatabase{"database", "/io/database?rows=1000"};
constexpr Call kDisk{"disk", "/io/disk?kb=1024"};

struct Pair {
  std::size_t blocking, usual;
};

/// A pool of one does no more a second than the loop that blocks, and leaves a core to strangers:
/// what differs is who waits.
ServerOptionList server() { return async_server({"--pool", "1"}); }

LoadSpec over_the_window(LoadSpec load) {
  load.warmup = kWarmup;
  load.window = kWindow;
  load.grace = kGrace;
  return load;
}

LoadSpec strangers() {
  return over_the_window(open_loop(kStrangersPerSecond, ArrivalKind::kUniform, "/hello"));
}

std::string usual_target(const Call& call) { return std::string(call.target); }
std::string blocking_target(const Call& call) { return fmt::format("{}{}", call.target, kBlock); }

Pair add_alone(LessonPlan& plan, const Call& call) {
  const auto add = [&](std::string_view how, std::string target) {
    auto load = over_the_window(closed_loop(1, std::move(target)));
    load.window = kWindow / 2;
    return plan.add(load_arm(fmt::format("{}, {}, one user", call.name, how), server(), load));
  };
  return {add("blocking", blocking_target(call)), add("as usual", usual_target(call))};
}

Pair add_busy(LessonPlan& plan, const Call& call) {
  const auto add = [&](std::string_view how, std::string target) {
    return plan.add(victims_arm(fmt::format("{}, {}", call.name, how), server(),
                                over_the_window(closed_loop(kCallers, std::move(target))),
                                strangers()));
  };
  return {add("blocking", blocking_target(call)), add("as usual", usual_target(call))};
}

/// How many times as long strangers wait beside calls that block.
std::size_t expect_victims(LessonPlan& plan, const Pair& busy, double bound, std::string formula) {
  return plan.at_least(times(busy.blocking, busy.usual, Quantity::kVictimMean), bound,
                       std::move(formula));
}

std::size_t plan_network(LessonPlan& plan) {
  const auto alone = add_alone(plan, kNetwork);
  const auto busy = add_busy(plan, kNetwork);
  plan.near(times(alone.blocking, alone.usual, Quantity::kMean), 1, "T / T: one user sees nothing",
            kAlone);
  plan.at_least(times(busy.usual, busy.blocking, Quantity::kGood), 0.5 * kCallers,
                fmt::format("N / T over 1 / T, N = {}; half at least", kCallers));
  plan.near(
      {.of = {busy.blocking, Quantity::kVictimMean}, .per = Term{alone.blocking, Quantity::kMean}},
      kCallers, fmt::format("behind all: N x T over T, N = {}", kCallers), kQueueTolerance);
  plan.named("network, blocking: victims' mean latency over T");
  const auto check = expect_victims(plan, busy, 10, "N x T against next to nothing: 10 at least");
  plan.testify(Work::kIoHeavy, check);
  return check;
}

LessonPlan plan(const Setting& setting) {
  LessonPlan plan;
  std::vector<Bar> bars;
  plan.headline = plan_network(plan);
  bars.push_back({"network", plan.headline});
  // On one core the pool's thread computes in the loop's place.
  if (setting.k() > 1) {
    for (const auto& call : {kDatabase, kDisk}) {
      const auto check = expect_victims(plan, add_busy(plan, call), 3,
                                        "N x T against next to nothing: 3 at least");
      plan.testify(Work::kMixed, check);
      bars.push_back({std::string(call.name), check});
    }
  }
  plan.charts = {{.kind = ChartKind::kBars,
                  .title = "Latency of hello beside 16 users of calls that block, in times of that "
                           "beside the same calls as usual",
                  .unit = Unit::kTimes,
                  .scale = Scale::kLogarithmic,
                  .bars = std::move(bars)}};
  return plan;
}

}  // namespace

Lesson hidden_blocking() { return {kText, plan}; }

}  // namespace lab
