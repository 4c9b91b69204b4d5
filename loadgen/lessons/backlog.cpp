// backlog: a full backlog answers with silence.
#include <fmt/format.h>

#include <vector>

#include "common/units.hpp"
#include "loadgen/experiment/connect_times.hpp"
#include "loadgen/experiment/trial.hpp"
#include "loadgen/lab/admin_client.hpp"
#include "loadgen/lab/crowd.hpp"
#include "loadgen/lessons/lessons.hpp"
#include "loadgen/lessons/servers.hpp"

namespace lab {
namespace {

constexpr LessonText kText{
    "backlog", "A full backlog answers with silence.",
    "The kernel connects clients on behalf of a busy server and keeps them in a queue, the "
    "backlog, until the server accepts them. When that is full it refuses nobody: it drops the "
    "packet that asks to connect (the SYN), and the client's kernel asks again after 1, 2, 3 s "
    "(before Linux 6.5 after 1, 3, 7 s). The client sees a slow server. To be connected is not to "
    "be served either: those in the queue have sent their request, and no worker has heard of it; "
    "when many compete for one free place, all may believe that they are connected. Linux admits "
    "one more than the backlog says."};

constexpr unsigned kClients = 12;
constexpr int kWorkers = 1;
constexpr int kBacklog = 4;
constexpr int kAtOnce = kWorkers + kBacklog + 1;
constexpr auto kBlock = std::chrono::milliseconds(500);
constexpr auto kWatched = std::chrono::milliseconds(2250);
constexpr auto kRetry = std::chrono::seconds(1);
/// The kernel's timers of a second are up to 64 ms late.
constexpr double kTolerance = 0.15;

/// When they were connected, and whether anybody served them.
Readings readings_of(const Crowd& crowd) {
  std::vector<Duration> took;
  for (const auto& client : crowd.clients()) {
    if (client.connected_at()) took.push_back(*client.connected_at() - client.asked_at());
  }
  const auto times = connect_times(took);
  Readings readings;
  readings.set(Quantity::kConnectedAtOnce, times.at_once);
  readings.set(Quantity::kConnectedBetween, times.between);
  if (times.first) readings.set(Quantity::kFirstLateConnect, to_seconds(*times.first));
  readings.set(Quantity::kAnswered, static_cast<double>(crowd.good()));
  readings.set(Quantity::kNeverAnswered, static_cast<double>(crowd.connected() - crowd.good()));
  return readings;
}

Result<Readings> measure(Trial& trial) {
  constexpr auto kTarget = "/block?ms=500";
  Crowd crowd(trial.server.url(), trial.keep_going());
  const auto until = Clock::now() + kWatched;
  crowd.join(kWorkers, kTarget);  // so that the worker is taken, and the queue empty
  const auto taken = crowd.run_until_in_flight(trial.server.admin(), kWorkers, until);
  if (!taken) return taken.error();
  crowd.join(kClients - kWorkers, kTarget);
  crowd.run(until);
  const auto sample = sample_server(trial.server.admin(), MemoryCost::kCheap);
  if (!sample) return sample.error();
  auto readings = readings_of(crowd);
  readings.set(Quantity::kDrops, static_cast<double>(sample->drops));
  return readings;
}

LessonPlan plan(const Setting&) {
  LessonPlan plan;
  const auto arm =
      plan.add({{times_text("process", kWorkers),
                 process_server(kWorkers, {"--backlog", std::to_string(kBacklog)}),
                 fmt::format("a connection that asks for /block?ms=500, then {} more at once; they "
                             "are watched for {}",
                             kClients - kWorkers, format_setting(kWatched))},
                kWatched + kStartAndEnd,
                measure});
  const auto answered = static_cast<double>(kWatched / kBlock);
  plan.headline = plan.exactly(of(arm, Quantity::kConnectedAtOnce), kAtOnce,
                               fmt::format("w + backlog + 1 = {} + {} + 1", kWorkers, kBacklog));
  const auto early = plan.exactly(of(arm, Quantity::kConnectedBetween), 0,
                                  "a dropped SYN is sent again after 1 s, not before");
  plan.near(of(arm, Quantity::kFirstLateConnect), to_seconds(kRetry), "the first SYN again: 1 s",
            kTolerance);
  const auto drops =
      plan.at_least(of(arm, Quantity::kDrops), kClients - kAtOnce,
                    fmt::format("N - (w + backlog + 1) = {} - {}: each dropped once, at least",
                                kClients, kAtOnce));
  const auto served = plan.exactly(of(arm, Quantity::kAnswered), answered,
                                   fmt::format("whole blocking calls: {} / {}, rounded down",
                                               format_setting(kWatched), format_setting(kBlock)));
  const auto waiting = plan.at_least(
      of(arm, Quantity::kNeverAnswered), kAtOnce - answered,
      fmt::format("{} - {:g} of those connected at once, at least", kAtOnce, answered));
  plan.named("process x1: connected, not answered");
  plan.charts = {{.kind = ChartKind::kBars,
                  .title = "What became of 12 clients of one busy worker with a backlog of 4",
                  .unit = Unit::kCount,
                  .bars = {{"connected at once", plan.headline},
                           {"connected before the SYN is sent again", early},
                           {"drops", drops},
                           {"answered", served},
                           {"connected, not answered", waiting}}}};
  return plan;
}

}  // namespace

Lesson backlog() { return {kText, plan}; }

}  // namespace lab
