// idle-memory: async holds thousands of connections in little memory.
#include <fmt/format.h>

#include "common/machine.hpp"
#include "common/units.hpp"
#include "loadgen/experiment/trial.hpp"
#include "loadgen/lab/crowd.hpp"
#include "loadgen/lab/memory_gauge.hpp"
#include "loadgen/lessons/lessons.hpp"
#include "loadgen/lessons/servers.hpp"

namespace lab {
namespace {

constexpr LessonText kText{
    "idle-memory", "Async holds thousands of connections in little memory.",
    "Most connections of a chat are idle. A thread that waits for one needs a stack of its own: at "
    "least two pages of 4 KiB are touched, plus what the C library keeps for each thread. A "
    "coroutine that waits is an object on the heap; with what belongs to the connection it comes "
    "to less than a page. Not seen here is what the kernel spends: 16 KiB for each thread's own "
    "stack, and a few KiB for each socket, in all models. A worker process holds one connection; "
    "the backlog holds a few more that nobody serves, and the rest cannot even connect."};

constexpr std::size_t kFew = 1000;
constexpr std::size_t kMany = 5000;
constexpr std::size_t kSpareDescriptors = 64;
constexpr double kPage = 4096;
constexpr int kWorkers = 4;
constexpr int kBacklog = 8;
constexpr auto kWatched = std::chrono::milliseconds(500);
constexpr auto kPatience = std::chrono::seconds(20);

Result<void> allow_descriptors() {
  const auto limit = raise_descriptor_limit();
  if (limit >= kMany + kSpareDescriptors) return {};
  return problem("{} idle connections need more than the {} open files allowed here (ulimit -Hn)",
                 kMany, limit);
}

/// Proportional, with the page tables, which a stack far from all others needs its own of.
double memory_of(const ServerSample& sample) {
  return static_cast<double>(sample.memory + sample.page_tables);
}

/// The slope between few and many, so that what is there once does not count.
Result<Readings> measure_slope(Trial& trial) {
  if (const auto allowed = allow_descriptors(); !allowed) return allowed.error();
  Crowd crowd(trial.server.url(), trial.keep_going());
  MemoryGauge gauge(trial.server.admin(), trial.keep_going());
  const auto memory_with = [&](std::size_t connections) -> Result<double> {
    const auto settled =
        crowd.settle(connections - crowd.clients().size(), "/hello", Clock::now() + kPatience);
    if (!settled) return settled.error();
    const auto sample = gauge.read();
    if (!sample) return sample.error();
    return memory_of(*sample);
  };
  const auto few = memory_with(kFew);
  if (!few) return few.error();
  const auto many = memory_with(kMany);
  if (!many) return many.error();
  Readings readings;
  readings.set(Quantity::kConnectionMemory, (*many - *few) / (kMany - kFew));
  readings.set(Quantity::kConnectedAtOnce, static_cast<double>(crowd.good()));
  return readings;
}

/// How many of the few a server connects whose workers are all held by others.
Result<Readings> measure_connected(Trial& trial) {
  if (const auto allowed = allow_descriptors(); !allowed) return allowed.error();
  Crowd crowd(trial.server.url(), trial.keep_going());
  const auto held = crowd.settle(kWorkers, "/hello", Clock::now() + kPatience);
  if (!held) return held.error();
  crowd.join(kFew - kWorkers, "/hello");
  crowd.run(Clock::now() + kWatched);
  Readings readings;
  readings.set(Quantity::kConnectedAtOnce, static_cast<double>(crowd.connected()));
  readings.set(Quantity::kAnswered, static_cast<double>(crowd.good()));
  return readings;
}

Arm slope_arm(std::string name, ServerOptionList options) {
  return {{std::move(name), std::move(options),
           fmt::format("{} connections, then {}, each idle after a reply to /hello", kFew, kMany)},
          std::chrono::milliseconds(2500),
          measure_slope};
}

LessonPlan plan(const Setting&) {
  LessonPlan plan;
  const auto thread = plan.add(slope_arm("thread", thread_server()));
  const auto async = plan.add(slope_arm("async", async_server()));
  const auto process = plan.add(
      {{times_text("process", kWorkers),
        process_server(kWorkers, {"--keep-alive", "on", "--backlog", std::to_string(kBacklog)}),
        fmt::format("{} connections, the first {} of which had a reply; counted after {}", kFew,
                    kWorkers, format_setting(kWatched))},
       kWatched + kStartAndEnd,
       measure_connected});

  const auto stack = plan.at_least(of(thread, Quantity::kConnectionMemory), 2 * kPage,
                                   "two pages of stack, at least");
  const auto frame = plan.at_most(of(async, Quantity::kConnectionMemory), kPage,
                                  "less than a page: coroutines share pages");
  plan.headline = plan.at_least(times(thread, async, Quantity::kConnectionMemory), 3,
                                "pages of stack against part of a page: 3 at least");
  plan.testify(Work::kIoHeavy, plan.headline);
  for (const auto arm : {thread, async}) {
    plan.exactly(of(arm, Quantity::kConnectedAtOnce), kMany, "all of them");
    plan.named(plan.arms[arm].facts.name + ": connections held");
  }
  const auto connects = kWorkers + kBacklog + 1;
  plan.exactly(of(process, Quantity::kConnectedAtOnce), connects,
               fmt::format("w + backlog + 1 = {} + {} + 1", kWorkers, kBacklog));
  plan.exactly(of(process, Quantity::kAnswered), kWorkers, "w: one a worker, which it keeps");
  plan.charts = {{.kind = ChartKind::kBars,
                  .title = "Memory of an idle connection",
                  .unit = Unit::kBytes,
                  .bars = {{"thread", stack}, {"async", frame}}}};
  return plan;
}

}  // namespace

Lesson idle_memory() { return {kText, plan}; }

}  // namespace lab
