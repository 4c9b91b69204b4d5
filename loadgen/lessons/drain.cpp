// drain: a rollout need not lose a request.
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>

#include "common/units.hpp"
#include "loadgen/experiment/trial.hpp"
#include "loadgen/lab/crowd.hpp"
#include "loadgen/lessons/lessons.hpp"
#include "loadgen/lessons/servers.hpp"

namespace lab {
namespace {

constexpr LessonText kText{
    "drain", "A rollout need not lose a request.",
    "To replace a server one sends it SIGTERM. A server that then ends at once cuts off whatever "
    "it was working on. One that drains stops accepting, closes idle connections, answers what it "
    "has begun and ends only then, with exit code 0; so it is gone as soon as its longest request "
    "is done. Every model can do it: each worker process, each thread and each coroutine finishes "
    "its own request. How long it may take is the drain timeout, and whoever sets it below the "
    "longest request loses requests, as the last server here does on purpose; so does a container "
    "manager that kills earlier than that."};

constexpr int kClients = 50;
constexpr auto kWait = std::chrono::seconds(1);
constexpr double kTolerance = 0.2;
constexpr auto kImpatient = std::chrono::milliseconds(300);
constexpr auto kPatience = std::chrono::seconds(10);  // longer than the usual drain timeout, 8 s

/// Its exit code once it has ended; none when it does not, or when the trial is cut short.
std::optional<ExitCode> exit_of(Trial& trial, TimePoint deadline) {
  while (Clock::now() < deadline && trial.look() == GoOn::kYes) {
    if (const auto code = trial.server.wait(kAskEvery)) return code;
  }
  return std::nullopt;
}

Result<Readings> measure(Trial& trial) {
  Crowd crowd(trial.server.url(), trial.keep_going());
  crowd.join(kClients, "/io?ms=1000");
  const auto begun =
      crowd.run_until_in_flight(trial.server.admin(), kClients, Clock::now() + kWait);
  if (!begun) return begun.error();
  trial.server.terminate();
  const auto told = Clock::now();
  crowd.run(told + kPatience);
  const auto code = exit_of(trial, told + kPatience);
  Readings readings;
  if (code) {
    readings.set(Quantity::kGone, to_seconds(Clock::now() - told));
    readings.set(Quantity::kExitCode, *code);
  }
  const auto reset = std::count_if(
      crowd.clients().begin(), crowd.clients().end(),
      [](const Client& c) { return c.state() == ClientState::kLost && c.error() == ECONNRESET; });
  readings.set(Quantity::kLost, static_cast<double>(kClients - crowd.good()));
  readings.set(Quantity::kReset, static_cast<double>(reset));
  return readings;
}

Arm arm_of(std::string name, ServerOptionList options, Duration serves) {
  return {{std::move(name), std::move(options),
           fmt::format("SIGTERM while {} connections wait for /io?ms=1000", kClients)},
          serves + std::chrono::milliseconds(300),
          measure};
}

LessonPlan plan(const Setting&) {
  LessonPlan plan;
  Chart chart{.kind = ChartKind::kBars,
              .title = "Requests lost of 50 that were under way when the server was told to end",
              .unit = Unit::kCount};
  const auto serves_all = [&](std::string name, ServerOptionList options) {
    const auto arm = plan.add(arm_of(std::move(name), std::move(options), kWait));
    const auto lost = plan.exactly(of(arm, Quantity::kLost), 0, "each is finished");
    chart.bars.push_back({plan.arms[arm].facts.name, lost});
    plan.exactly(of(arm, Quantity::kReset), 0, "closed after the reply, never cut off");
    plan.exactly(of(arm, Quantity::kExitCode), 0, "drained");
    plan.near(of(arm, Quantity::kGone), to_seconds(kWait),
              "W = 1 s, the rest of the longest request; the drain timeout is 8 s", kTolerance);
    return lost;
  };
  plan.headline = serves_all("async", async_server());
  serves_all("thread", thread_server());
  serves_all(times_text("process", kClients), process_server(kClients));
  const auto timeout = format_setting(kImpatient);
  const auto impatient =
      plan.add(arm_of("async, impatient", async_server({"--drain-timeout", timeout}), kImpatient));
  chart.bars.push_back({"async, impatient", plan.exactly(of(impatient, Quantity::kLost), kClients,
                                                         fmt::format("all {}: {} are less than W",
                                                                     kClients, timeout))});
  plan.exactly(of(impatient, Quantity::kExitCode), 1, "not drained");
  plan.charts = {chart};
  return plan;
}

}  // namespace

Lesson drain() { return {kText, plan}; }

}  // namespace lab
