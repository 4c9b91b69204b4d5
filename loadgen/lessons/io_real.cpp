// io-real: of real calls the waiting overlaps, not what is done here.
#include <fmt/format.h>

#include <algorithm>

#include "loadgen/experiment/loads.hpp"
#include "loadgen/lessons/lessons.hpp"
#include "loadgen/lessons/servers.hpp"

namespace lab {
namespace {

constexpr LessonText kText{
    "io-real", "What a real call waits for overlaps; what is done here does not.",
    "One client alone finds out how long a request takes: T. Of a call to another server T is "
    "waiting, so it behaves like a timer: who remembers N clients serves N / T, and w workers "
    "serve w / T. SQLite is a library inside of the server: its T is computing, so what it gains "
    "from more clients are the k cores. (Connections that read at once spare each other calls to "
    "the kernel, hence a little more.) A database elsewhere waits, like any call. A file waits for "
    "the disk, and no loop can await it: it serves as many at a time as its pool has threads. So "
    "find out where T goes first."};

constexpr unsigned kClients = 32;
constexpr double kWait = 0.020;  // of the network
constexpr double kTolerance = 0.3;
constexpr int kPoolThreads = 4;  // --pool unless told otherwise
constexpr int kConnections = 4;  // --database-connections likewise
/// Of w at a time: one client leaves gaps between its requests that others fill, which comes to a
/// little more than w / T.
constexpr double kSlack = 1.5;
/// Of k cores for SQLite: besides, a connection that reads beside others of its process takes locks
/// without the kernel, and needs half the CPU time (measured: 2.4 ms alone, 1.2 ms beside others).
constexpr double kSlackOfCores = 3;

/// A kind of call, and its arms.
struct Call {
  std::string_view name;
  std::string_view target;
};
constexpr Call kNetwork{"network", "/io/network?ms=20"};
constexpr Call kDatabase{"database", "/io/database?rows=1000"};
constexpr Call kDisk{"disk", "/io/disk?kb=1024"};

struct Arms {
  std::size_t one, process, thread, async;
};

LoadSpec load_of(const Call& call, unsigned clients) {
  auto load = closed_loop(clients, std::string(call.target));
  load.warmup = std::chrono::milliseconds(100);
  load.window = std::chrono::milliseconds(500);
  // Of one alone the latency is read, which takes that all are answered.
  load.grace = std::chrono::milliseconds(clients == 1 ? 200 : 0);
  return load;
}

Arms add_arms(const Setting& setting, LessonPlan& plan, const Call& call) {
  const auto add = [&](const std::string& server, ServerOptionList options, unsigned clients) {
    return plan.add(load_arm(fmt::format("{}, {}", call.name, server), std::move(options),
                             load_of(call, clients)));
  };
  Arms arms{};
  arms.one = add("one client", thread_server(), 1);
  arms.process = add(times_text("process", setting.cores), process_server(setting.cores), kClients);
  arms.thread = add("thread", thread_server(), kClients);
  arms.async = add("async", async_server(), kClients);
  return arms;
}

/// Of one request alone: which share of T the server computes.
Measure computing_share(const Arms& arms) {
  return {.of = {arms.one, Quantity::kCpuPerRequest}, .per = Term{arms.one, Quantity::kMean}};
}

/// Checks of good replies over those of one client, as bars.
class Gains {
 public:
  explicit Gains(LessonPlan& plan) : plan_(plan) {}

  void near(std::size_t arm, const Arms& arms, double at_once, std::string formula) {
    bar(arm, plan_.near(over_one(arm, arms), at_once, std::move(formula), kTolerance));
  }
  void at_most(std::size_t arm, const Arms& arms, double bound, std::string formula) {
    bar(arm, plan_.at_most(over_one(arm, arms), bound, std::move(formula)));
  }
  void at_least(std::size_t arm, const Arms& arms, double bound, std::string formula) {
    bar(arm, plan_.at_least(over_one(arm, arms), bound, std::move(formula)));
  }
  std::vector<Bar> take() { return std::move(bars_); }

 private:
  static Measure over_one(std::size_t arm, const Arms& arms) {
    return times(arm, arms.one, Quantity::kGood);
  }
  void bar(std::size_t arm, std::size_t check) {
    bars_.push_back({plan_.arms[arm].facts.name, check});
  }

  LessonPlan& plan_;
  std::vector<Bar> bars_;
};

int workers_busy(const Setting& setting) { return std::min<int>(kClients, setting.cores); }

std::string workers_text(const Setting& setting) {
  return fmt::format("w / T over 1 / T, w = {}", workers_busy(setting));
}

void plan_network(const Setting& setting, LessonPlan& plan, Gains& gains) {
  const auto arms = add_arms(setting, plan, kNetwork);
  plan.near(of(arms.one, Quantity::kMean), kWait, "T: W = 20 ms, and the way there and back", 0.15);
  plan.at_most(computing_share(arms), 0.2, "T is waiting: a fifth at most");
  plan.named("network, one client: CPU time of T");
  const int workers = workers_busy(setting);
  const auto all = fmt::format("N / T over 1 / T, N = {}", kClients);
  gains.near(arms.process, arms, workers, workers_text(setting));
  gains.near(arms.thread, arms, kClients, all);
  gains.near(arms.async, arms, kClients, all);
  const auto beyond = 0.5 * kClients / workers;
  plan.headline = plan.at_least(times(arms.async, arms.process, Quantity::kGood), beyond,
                                "half of N / w at least");
  plan.testify(Work::kIoHeavy, plan.headline);
  const auto threads = plan.at_least(times(arms.thread, arms.process, Quantity::kGood), beyond,
                                     "half of N / w at least");
  plan.testify(Work::kSimpleIo, threads);
}

void plan_database(const Setting& setting, LessonPlan& plan, Gains& gains) {
  const auto arms = add_arms(setting, plan, kDatabase);
  plan.at_least(computing_share(arms), 0.3, "SQLite computes: three tenths at least");
  plan.named("database, one client: CPU time of T");
  const auto limited = [&](std::size_t arm, char symbol, int to) {
    const auto most = std::min({setting.k(), static_cast<double>(to), 1.0 * kClients});
    gains.at_most(
        arm, arms, kSlackOfCores * most,
        fmt::format("the least of k / T and {} / T over 1 / T, k = {:.3g}, {} = {}; three "
                    "times that at most",
                    symbol, setting.k(), symbol, to));
  };
  limited(arms.process, 'w', setting.cores);
  limited(arms.thread, 'c', kConnections);
  limited(arms.async, 'p', kPoolThreads);
}

void plan_disk(const Setting& setting, LessonPlan& plan, Gains& gains) {
  const auto arms = add_arms(setting, plan, kDisk);
  gains.at_most(arms.process, arms, kSlack * workers_busy(setting),
                workers_text(setting) + "; half as much again at most");
  gains.at_least(arms.thread, arms, 0.5,
                 "from 1 / T to N / T over 1 / T, as the disk is; half of 1 / T at least");
  gains.at_most(arms.async, arms, kSlack * kPoolThreads,
                fmt::format("p / T over 1 / T, p = {}; half as much again at most", kPoolThreads));
}

LessonPlan plan(const Setting& setting) {
  LessonPlan plan;
  Gains gains(plan);
  plan_network(setting, plan, gains);
  plan_database(setting, plan, gains);
  plan_disk(setting, plan, gains);
  plan.charts = {{.kind = ChartKind::kBars,
                  .title = "Good replies a second to 32 clients, in times of those to one",
                  .unit = Unit::kTimes,
                  .scale = Scale::kLogarithmic,
                  .bars = gains.take()}};
  return plan;
}

}  // namespace

Lesson io_real() { return {kText, plan}; }

}  // namespace lab
