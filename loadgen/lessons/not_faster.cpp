// not-faster: async is not faster, it is less wasteful.
#include "loadgen/experiment/loads.hpp"
#include "loadgen/lessons/lessons.hpp"
#include "loadgen/lessons/servers.hpp"

namespace lab {
namespace {

constexpr LessonText kText{
    "not-faster", "Async is not faster, it is less wasteful.",
    "A request that waits 50 ms for a database takes 50 ms, whoever remembers it meanwhile; both "
    "models wait once, read once and write once. So one client sees no difference. A thousand "
    "clients see none either, but the machine does: each time a thread waits the kernel puts it "
    "aside and later wakes it, a few context switches a request, with cold caches after each. An "
    "event loop is woken once for all that is ready, dozens of requests at a time. The same work "
    "costs a fraction of the CPU time; memory is lesson idle-memory. In Python the loop itself is "
    "interpreted, so async may well be the slower one for few clients."};

constexpr unsigned kMany = 1000;
constexpr double kLongWait = 0.200;

LoadSpec one_client(std::string target) {
  auto load = closed_loop(1, std::move(target));
  load.window = std::chrono::milliseconds(1000);
  return load;
}

LoadSpec many_clients() {
  auto load = closed_loop(kMany, "/io?ms=200");
  load.warmup = std::chrono::milliseconds(400);
  load.window = std::chrono::milliseconds(1600);
  load.grace = std::chrono::milliseconds(300);
  return load;
}

/// Two arms, of the same load.
struct Pair {
  std::size_t thread;
  std::size_t async;
};

Pair add_pair(LessonPlan& plan, const std::string& what, const LoadSpec& load) {
  const auto thread = plan.add(load_arm("thread, " + what, thread_server(), load));
  const auto async = plan.add(load_arm("async, " + what, async_server(), load));
  return {thread, async};
}

/// Whoever asks again at once for next to nothing takes a core, and the server needs another.
void plan_hello(LessonPlan& plan, std::vector<Bar>& bars) {
  const auto hello = add_pair(plan, "one says hello", one_client("/hello"));
  const auto check = plan.near(times(hello.async, hello.thread, Quantity::kP50), 1,
                               "both wait once, read once, write once", 0.2);
  bars.push_back({"the cheapest request", check});
}

LessonPlan plan(const Setting& setting) {
  LessonPlan plan;
  std::vector<Bar> latencies;
  const auto waiting = add_pair(plan, "one waits", one_client("/io?ms=50"));
  const auto same = plan.near(times(waiting.async, waiting.thread, Quantity::kP50), 1,
                              "W / W = 50 ms / 50 ms", 0.02);
  latencies.push_back({"a request that waits 50 ms", same});
  if (setting.cores > 1) plan_hello(plan, latencies);
  const auto many = add_pair(plan, "1000 wait", many_clients());
  for (const auto arm : {many.thread, many.async})
    plan.near(of(arm, Quantity::kGood), kMany / kLongWait, "N / W = 1000 / 200 ms", 0.15);
  const auto cpu = plan.at_least(times(many.thread, many.async, Quantity::kCpuPerRequest), 1.5,
                                 "a thread is put aside and woken for each wait: 1.5 at least");
  const auto switches =
      plan.at_least(times(many.thread, many.async, Quantity::kSwitchesPerRequest), 5,
                    "a thread switches twice or more a request, a loop once for many: 5 at least");
  plan.headline = cpu;
  plan.testify(Work::kIoHeavy, cpu);
  plan.testify(Work::kIoHeavy, switches);
  plan.charts = {{.kind = ChartKind::kBars,
                  .title = "What a request costs in threads, in times of what it costs in async",
                  .unit = Unit::kTimes,
                  .scale = Scale::kLogarithmic,
                  .bars = {{"CPU time", cpu}, {"context switches", switches}}},
                 {.kind = ChartKind::kBars,
                  .title = "Latency of one client in async, in times of that in threads",
                  .unit = Unit::kTimes,
                  .bars = std::move(latencies)}};
  return plan;
}

}  // namespace

Lesson not_faster() { return {kText, plan}; }

}  // namespace lab
