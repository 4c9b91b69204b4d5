// gil: with a global interpreter lock threads fail at CPU work and keep working for I/O.
#include <fmt/format.h>

#include <array>

#include "loadgen/experiment/loads.hpp"
#include "loadgen/lessons/lessons.hpp"
#include "loadgen/lessons/servers.hpp"

namespace lab {
namespace {

constexpr LessonText kText{
    "gil",
    "With a global interpreter lock, threads fail at CPU work and keep working for I/O; processes "
    "do not care.",
    "CPython lets one thread of a process run Python code at a time, the one that holds the "
    "interpreter's lock (GIL). C++ has none; --gil gives this server CPython's rules. Threads that "
    "compute then share one core; those that wait give the lock up, so waits overlap as before. "
    "Each process has its own. Whoever wants the lock, after waiting 5 ms in vain, asks the holder "
    "to give it up. A request needs it twice, before and after its wait: two intervals beside one "
    "that computes. Beside several its wait starts over whenever another gets the lock. CPython "
    "3.11, measured: p99 of 6 to 11, 62 to 140, 190 to 224 ms beside 1, 2, 4."};

constexpr double kWork = 0.005;
constexpr unsigned kIoClients = 100;
constexpr double kWait = 0.050;
constexpr double kTolerance = 0.15;
constexpr auto kWarmup = std::chrono::milliseconds(150);
constexpr auto kWindow = std::chrono::milliseconds(750);

// --- victims: I/O requests every 20 ms beside connections that compute ---
constexpr double kInterval = 0.005;  // --gil-interval unless told otherwise
constexpr double kVictimWait = 0.001;
constexpr double kVictimTolerance = 0.3;
constexpr std::array kComputing{1u, 2u, 4u};
/// A hundred victims: the 99th percentile is the slowest but one.
constexpr auto kVictimWindow = std::chrono::milliseconds(2000);

ServerOptionList with_gil(ServerOptionList options) {
  options.emplace_back("--gil");
  return options;
}

LoadSpec short_loop(unsigned clients, std::string target) {
  auto load = closed_loop(clients, std::move(target));
  load.warmup = kWarmup;
  load.window = kWindow;
  return load;
}

/// Each request computes for as long as the victims are looked at, about.
LoadSpec computing(unsigned connections) {
  auto load = closed_loop(connections, "/cpu?ms=1000");
  load.warmup = {};
  load.window = kVictimWindow + std::chrono::milliseconds(250);
  load.grace = {};
  return load;
}

LoadSpec victims() {
  auto load = open_loop(50, ArrivalKind::kUniform, "/io?ms=1");
  load.window = kVictimWindow;
  load.effect = std::chrono::milliseconds(50);
  return load;
}

void plan_cpu(const Setting& setting, LessonPlan& plan, Chart& chart) {
  const auto load = short_loop(setting.busy_clients(), "/cpu?ms=5");
  const auto all_cores = setting.cores_left(setting.k() / kWork) / kWork;
  const auto all_text = fmt::format("k / S = {} / 5 ms", setting.cores_text(setting.k() / kWork));
  const auto expect = [&](std::string name, ServerOptionList options, double rate,
                          std::string formula) {
    const auto arm = plan.add(load_arm(name, std::move(options), load));
    const auto check = plan.near(of(arm, Quantity::kGood), rate, std::move(formula), kTolerance);
    chart.bars.push_back({std::move(name), check});
    return arm;
  };
  const auto thread = expect("thread, CPU", thread_server(), all_cores, all_text);
  const auto locked = expect("thread --gil, CPU", with_gil(thread_server()),
                             setting.one_core() / kWork, "1 / S = 1 / 5 ms");
  const auto process = expect(times_text("process", setting.cores) + " --gil, CPU",
                              with_gil(process_server(setting.cores)), all_cores, all_text);
  if (setting.k() <= 1) return;
  const auto bound = 0.7 * setting.k();
  plan.headline =
      plan.at_least(times(thread, locked, Quantity::kGood), bound, "seven tenths of k at least");
  const auto processes =
      plan.at_least(times(process, locked, Quantity::kGood), bound, "seven tenths of k at least");
  plan.testify(Work::kCpuHeavy, processes);
}

void plan_io(LessonPlan& plan, Chart& chart) {
  const auto load = short_loop(kIoClients, "/io?ms=50");
  const auto expect = [&](std::string name, ServerOptionList options) {
    const auto arm = plan.add(load_arm(name, std::move(options), load));
    const auto check =
        plan.near(of(arm, Quantity::kGood), kIoClients / kWait, "N / W = 100 / 50 ms", kTolerance);
    chart.bars.push_back({std::move(name), check});
  };
  expect("thread, I/O", thread_server());
  expect("thread --gil, I/O", with_gil(thread_server()));
}

Chart plan_victims(LessonPlan& plan) {
  Chart chart{.kind = ChartKind::kCurve,
              .title = "Latency of requests that wait 1 ms, beside some that compute under a GIL",
              .unit = Unit::kTime,
              .scale = Scale::kLogarithmic,
              .x_label = "connections that compute",
              .curves = {{"p50", {}}, {"p99", {}}}};
  for (const auto n : kComputing) {
    const auto arm = plan.add(victims_arm(fmt::format("thread --gil, {} computing", n),
                                          with_gil(thread_server()), computing(n), victims()));
    const auto point = [&](std::size_t curve, std::size_t check) {
      chart.curves[curve].points.push_back({static_cast<double>(n), check});
    };
    if (n == 1) {
      point(0, plan.near(of(arm, Quantity::kVictimP50), 2 * kInterval + kVictimWait,
                         "it needs the lock twice: 2 intervals + W = 2 x 5 ms + 1 ms",
                         kVictimTolerance));
    } else {
      point(0, plan.at_least(of(arm, Quantity::kVictimP50), 3 * kInterval,
                             "3 intervals of 5 ms at least"));
      point(1, plan.at_least(of(arm, Quantity::kVictimP99), 10 * kInterval,
                             "10 intervals of 5 ms at least"));
    }
  }
  return chart;
}

LessonPlan plan(const Setting& setting) {
  LessonPlan plan;
  Chart rates{.kind = ChartKind::kBars,
              .title = "Good replies a second, with and without a global interpreter lock",
              .unit = Unit::kPerSecond,
              .scale = Scale::kLogarithmic};
  plan_cpu(setting, plan, rates);
  plan_io(plan, rates);
  auto waits = plan_victims(plan);
  plan.charts = {std::move(rates), std::move(waits)};
  return plan;
}

}  // namespace

Lesson gil() { return {kText, plan}; }

}  // namespace lab
