// crash: separate memory isolates a crash.
#include <fmt/format.h>

#include <algorithm>

#include "common/units.hpp"
#include "loadgen/experiment/timeline.hpp"
#include "loadgen/experiment/trial.hpp"
#include "loadgen/lab/crowd.hpp"
#include "loadgen/lessons/lessons.hpp"
#include "loadgen/lessons/servers.hpp"

namespace lab {
namespace {

constexpr LessonText kText{
    "crash", "Separate memory isolates a crash.",
    "When a program crashes, the kernel ends the process, whoever else lives in it: all threads, "
    "all coroutines and all requests that they serve. A worker process serves one request, so its "
    "end costs that one, which was the culprit here, and the others go on as if nothing had "
    "happened. In the thread and the async model all that was in flight is lost, and nobody is "
    "served until a new worker has been started, 100 ms later, so that one that dies at once does "
    "not keep the machine busy. New clients are not refused meanwhile: they queue. Several "
    "processes of threads or of event loops lose their share."};

constexpr int kWorkers = 4;
constexpr int kClients = 40;
constexpr auto kWait = std::chrono::milliseconds(50);
constexpr auto kBefore = std::chrono::milliseconds(500);
constexpr auto kAfter = std::chrono::milliseconds(700);
/// A worker that is behind a queue of all clients meets /crash so much later.
constexpr auto kQueue = kWait * kClients / kWorkers;
constexpr auto kStep = std::chrono::milliseconds(100);
constexpr auto kRespawn = std::chrono::milliseconds(100);
constexpr auto kPatience = std::chrono::seconds(5);
constexpr double kTolerance = 0.1;
constexpr double kStartTolerance = 0.25;
constexpr std::string_view kTarget = "/io?ms=50";

/// Clients that ask again and again, and what became of it.
class Load {
 public:
  explicit Load(Trial& trial)
      : trial_(trial), crowd_(trial.server.url(), trial.keep_going()), began_(Clock::now()) {}

  /// Serves them until then.
  void run(TimePoint until) {
    while (Clock::now() < until && trial_.look() == GoOn::kYes)
      look(std::min(until, Clock::now() + kAskEvery));
  }
  void look(TimePoint until) {
    begin_due();
    const auto next = crowd_.clients().size() < kClients ? due(crowd_.clients().size()) : until;
    crowd_.look(std::min(until, next), [this](Client& client) {
      if (client.good()) {
        good_.push_back(client.ended_at() - began_);
      } else {
        ++lost_;
      }
      crowd_.ask(client, kTarget);
    });
  }

  TimePoint began() const { return began_; }
  int lost() const { return lost_; }
  const std::vector<Duration>& good() const { return good_; }

 private:
  /// One after another, so that replies come evenly and not all at once.
  TimePoint due(std::size_t client) const {
    return began_ + kWait * static_cast<int>(client) / kClients;
  }
  void begin_due() {
    while (crowd_.clients().size() < kClients && due(crowd_.clients().size()) <= Clock::now())
      crowd_.join(1, kTarget);
  }

  Trial& trial_;
  Crowd crowd_;
  TimePoint began_;
  std::vector<Duration> good_;
  int lost_ = 0;
};

Readings readings_of(const Load& load, Duration crashed, Duration length) {
  Readings readings;
  readings.set(Quantity::kLost, load.lost());
  readings.set(Quantity::kPause, to_seconds(longest_pause(load.good(), crashed, length)));
  readings.timeline = timeline_of(load.good(), length, kStep);
  readings.timeline->event = crashed;
  return readings;
}

Result<Readings> measure(Trial& trial) {
  Load load(trial);
  load.run(load.began() + kBefore);
  Crowd culprit(trial.server.url(), trial.keep_going());
  culprit.join(1, "/crash");
  auto& crash = culprit.clients().front();
  while (crash.under_way() && Clock::now() < load.began() + kPatience) {
    if (trial.look() == GoOn::kNo) return Readings();
    load.look(Clock::now() + std::chrono::milliseconds(1));
    culprit.look(Clock::now());
  }
  if (crash.state() != ClientState::kLost) return problem("the worker did not crash");
  load.look(Clock::now());  // what had come before
  const auto crashed = Clock::now();
  load.run(crashed + kAfter);
  return readings_of(load, crashed - load.began(), crashed + kAfter - load.began());
}

Arm arm_of(std::string name, ServerOptionList options, Duration queue) {
  return {{std::move(name), std::move(options),
           fmt::format("{} connections ask for {}; after {} one for /crash", kClients, kTarget,
                       format_setting(kBefore))},
          kBefore + queue + kAfter + kStartAndEnd,
          measure};
}

LessonPlan plan(const Setting&) {
  LessonPlan plan;
  const auto process =
      plan.add(arm_of(times_text("process", kWorkers),
                      process_server(kWorkers, {"--chaos", "--keep-alive", "off"}), kQueue));
  const auto thread = plan.add(arm_of("thread", thread_server({"--chaos"}), {}));
  const auto async = plan.add(arm_of("async", async_server({"--chaos"}), {}));
  plan.headline = plan.at_most(of(process, Quantity::kLost), 1,
                               "one request a worker, and that was /crash: 1 at most");
  for (const auto arm : {thread, async}) {
    plan.near(of(arm, Quantity::kLost), kClients, fmt::format("N = {}: all in flight", kClients),
              kTolerance);
  }
  plan.at_most(of(process, Quantity::kPause), to_seconds(2 * kWait),
               "the others go on: 2 x W at most");
  plan.at_least(times(thread, process, Quantity::kPause), 1.5,
                "(100 ms + W) / W = 3 where the others answer every W: half of that at least");
  for (const auto arm : {thread, async}) {
    plan.near(of(arm, Quantity::kPause), to_seconds(kRespawn + kWait),
              "pause before the respawn + W = 100 ms + 50 ms; the start itself takes little",
              kStartTolerance);
  }
  plan.charts = {{.kind = ChartKind::kTimeline,
                  .title = "Good replies a second; a worker crashes",
                  .unit = Unit::kPerSecond,
                  .arms = {process, thread, async}}};
  return plan;
}

}  // namespace

Lesson crash() { return {kText, plan}; }

}  // namespace lab
