// From a load to readings.
#include "loadgen/experiment/loads.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <thread>

#include "common/units.hpp"
#include "loadgen/engine/load.hpp"
#include "loadgen/engine/schedule.hpp"
#include "loadgen/experiment/trial.hpp"
#include "loadgen/lab/use_meter.hpp"
#include "loadgen/stats/run_summary.hpp"

namespace lab {
namespace {

constexpr Duration kTimeout = std::chrono::seconds(30);
/// The clock of the second load starts about so long after the victims' own: they are watched ten
/// times a second, and connections have to be opened.
constexpr Duration kBehindVictims = std::chrono::milliseconds(60);
constexpr Duration kUsualWarmup = std::chrono::milliseconds(250);
constexpr double kLagShare = 0.1;
constexpr unsigned kFewestConnections = 64;
constexpr unsigned kMostConnections = 512;

LoadPlan plan_of(const Url& url, const LoadSpec& load, std::uint64_t seed) {
  LoadPlan plan;
  plan.server = url;
  plan.mix = load.mix;
  plan.connections = load.connections;
  plan.requests = load.requests;
  if (!load.requests) {
    plan.duration = load.window;
    plan.warmup = load.warmup;
  }
  plan.open_loop = load.open_loop;
  plan.seed = seed;
  plan.timeout = kTimeout;
  plan.grace = load.grace;
  return plan;
}

/// Why the run tells of the generator, not of the server.
std::string doubt_of(const LoadSpec& load, const RunSummary& summary) {
  if (summary.limit == Limit::kGenerator) {
    return fmt::format("loadgen was the limit (its thread was busy for {:.0f} %)",
                       100 * summary.busiest_thread);
  }
  if (summary.limit == Limit::kConnections) return "all connections were in use";
  if (summary.limit == Limit::kSharedCores) return "server and loadgen took all cores together";
  if (!load.effect || !summary.send_lag) return {};
  const auto& lag = (*summary.send_lag)[Stat::kP99];
  if (!lag || to_seconds(lag->value) <= kLagShare * to_seconds(*load.effect)) return {};
  return fmt::format("loadgen sent {} late (p99)", format_duration(lag->value));
}

void add_latency(Readings& readings, const LatencySummary& latency) {
  constexpr std::array kFigures{
      std::pair(Quantity::kMean, Stat::kMean), std::pair(Quantity::kP50, Stat::kP50),
      std::pair(Quantity::kP90, Stat::kP90), std::pair(Quantity::kP99, Stat::kP99),
      std::pair(Quantity::kMax, Stat::kMax)};
  for (const auto& [quantity, stat] : kFigures) {
    const auto& figure = latency[stat];
    const bool known = figure && figure->bound == Bound::kExact;  // "at least that" is no reading
    if (known) readings.set(quantity, to_seconds(figure->value));
  }
}

/// The latencies of victims' readings under their own names.
void add_victims(Readings& readings, const Readings& victims) {
  constexpr std::array kNames{std::pair(Quantity::kMean, Quantity::kVictimMean),
                              std::pair(Quantity::kP50, Quantity::kVictimP50),
                              std::pair(Quantity::kP90, Quantity::kVictimP90),
                              std::pair(Quantity::kP99, Quantity::kVictimP99)};
  for (const auto& [own, victim] : kNames) {
    if (const auto value = victims[own]) readings.set(victim, *value);
  }
  if (readings.doubt.empty()) readings.doubt = victims.doubt;
}

/// The requests of the first entry of a mix as victims of the others.
void add_first_of_mix(Readings& readings, const LoadSpec& load, const RunResult& result) {
  const auto& latencies = result.entries.front().latency;
  Readings first;
  add_latency(first, summarize(latencies));
  add_victims(readings, first);
  const auto all = request_count(latencies);
  if (!load.delay || all == 0) return;
  const auto limit = static_cast<std::uint64_t>(load.delay->count());
  const auto late = latencies.answered.count_above(limit) + latencies.unanswered.count_above(limit);
  readings.set(Quantity::kVictimsDelayed, static_cast<double>(late) / static_cast<double>(all));
}

Readings readings_of(const LoadSpec& load, const LoadPlan& plan, const RunResult& result) {
  const auto summary = summarize(plan, result);
  Readings readings;
  readings.doubt = doubt_of(load, summary);
  if (summary.good) readings.set(Quantity::kGood, *summary.good);
  if (result.measured > Duration::zero()) {
    const auto refused = static_cast<double>(summary.outcomes.of(Outcome::k5xx));
    readings.set(Quantity::kRefused, refused / to_seconds(result.measured));
  }
  add_latency(readings, summary.latency);
  if (load.mix.size() > 1) add_first_of_mix(readings, load, result);
  const auto longest = readings[Quantity::kMax];
  const bool all_good = summary.outcomes.of(OutcomeKind::kGood) == summary.identity.due;
  if (load.requests && all_good && longest) readings.set(Quantity::kTotalTime, *longest);
  readings.set(Quantity::kNeverAnswered, static_cast<double>(result.clients.never_answered));
  return readings;
}

void add_use(Readings& readings, const std::optional<ServerUse>& use) {
  if (!use) return;
  if (use->cpu_per_request)
    readings.set(Quantity::kCpuPerRequest, to_seconds(*use->cpu_per_request));
  if (use->switches_per_request)
    readings.set(Quantity::kSwitchesPerRequest, *use->switches_per_request);
}

/// A load on a thread of its own, from the moment it is told to begin.
class SecondLoad {
 public:
  SecondLoad(const Url& url, const LoadSpec& load, std::uint64_t seed)
      : load_(load), plan_(plan_of(url, load, seed)) {}

  void begin() {
    thread_ = std::jthread([this] {
      result_ = run_load(plan_, [this](const Progress&) { return stop_ ? GoOn::kNo : GoOn::kYes; });
    });
  }
  bool begun() const { return thread_.joinable(); }
  void stop() { stop_ = true; }
  Result<Readings> wait() {
    thread_.join();
    if (!result_) return problem("the second load never began");
    if (!*result_) return result_->error();
    return readings_of(load_, plan_, **result_);
  }

 private:
  const LoadSpec& load_;
  const LoadPlan plan_;
  std::optional<Result<RunResult>> result_;
  std::atomic<bool> stop_{false};
  std::jthread thread_;  // last: it uses the others
};

Result<Readings> measure_beside(Trial& trial, const LoadSpec& load, const LoadSpec& victims) {
  const auto plan = plan_of(trial.server.url(), victims, trial.seed);
  SecondLoad second(trial.server.url(), load, trial.seed);
  const auto result = run_load(plan, [&](const Progress& progress) {
    if (progress.elapsed > Duration::zero() && !second.begun()) second.begin();
    return trial.look();
  });
  if (trial.cut_short()) second.stop();
  if (!result) {
    second.stop();
    return result.error();
  }
  if (!second.begun()) return Readings();  // cut short before the clock started
  auto readings = second.wait();
  if (readings) add_victims(*readings, readings_of(victims, plan, *result));
  return readings;
}

Duration time_of(const LoadSpec& load) {
  return kStartAndEnd + (load.requests ? Duration::zero() : load.warmup + load.window);
}

std::string mix_text(const LoadSpec& load) {
  if (load.mix.size() == 1) return load.mix.front().target;
  std::string text;
  for (const auto& entry : load.mix) {
    text += fmt::format("{}{:g} % {}", text.empty() ? "" : ", ", entry.weight, entry.target);
  }
  return text;
}

}  // namespace

LoadSpec closed_loop(unsigned connections, std::string target) {
  return {.mix = {{1, std::move(target)}}, .connections = connections};
}

LoadSpec open_loop(double per_second, ArrivalKind arrivals, std::string target) {
  const auto connections =
      std::clamp(static_cast<unsigned>(per_second), kFewestConnections, kMostConnections);
  return {.mix = {{1, std::move(target)}},
          .connections = connections,
          .open_loop = OpenLoop{{per_second}, arrivals}};
}

std::string load_text(const LoadSpec& load) {
  const auto mix = mix_text(load);
  if (load.requests) return fmt::format("{} x {} at once", *load.requests, mix);
  auto window = fmt::format("{:g}s", to_seconds(load.window));
  if (load.warmup > kUsualWarmup) window += fmt::format(" after {:g}s", to_seconds(load.warmup));
  if (!load.open_loop) {
    return fmt::format("{} connection{} ask{} for {}, for {}", load.connections,
                       load.connections == 1 ? "" : "s", load.connections == 1 ? "s" : "", mix,
                       window);
  }
  return fmt::format("{}/s of {} at {} times, for {}",
                     format_number(load.open_loop->rate.per_second), mix,
                     load.open_loop->arrivals == ArrivalKind::kPoisson ? "random" : "even", window);
}

Result<Readings> measure_load(Trial& trial, const LoadSpec& load) {
  const auto plan = plan_of(trial.server.url(), load, trial.seed);
  UseMeter meter(load.requests ? nullptr : &trial.server.admin(), plan.warmup, load.window,
                 MemoryCost::kCheap);
  const auto result = run_load(plan, [&](const Progress& progress) {
    meter.look(progress.elapsed);
    return trial.look();
  });
  if (!result) return result.error();
  auto readings = readings_of(load, plan, *result);
  add_use(readings, meter.use());
  return readings;
}

Arm load_arm(std::string name, std::vector<std::string> options, const LoadSpec& load) {
  return {{std::move(name), std::move(options), load_text(load)},
          time_of(load),
          [load](Trial& trial) { return measure_load(trial, load); }};
}

Arm victims_arm(std::string name, std::vector<std::string> options, const LoadSpec& load,
                const LoadSpec& victims) {
  return {{std::move(name), std::move(options),
           fmt::format("{}; beside it {}", load_text(load), load_text(victims))},
          std::max(time_of(load), time_of(victims)) + kBehindVictims,
          [load, victims](Trial& trial) { return measure_beside(trial, load, victims); }};
}

Arm victims_arm(std::string name, std::vector<std::string> options, const LoadSpec& victims) {
  return {{std::move(name), std::move(options), load_text(victims)},
          time_of(victims),
          [victims](Trial& trial) -> Result<Readings> {
            const auto measured = measure_load(trial, victims);
            if (!measured) return measured.error();
            Readings readings;
            add_victims(readings, *measured);
            return readings;
          }};
}

std::vector<Duration> arrivals_of(const LoadSpec& load, std::uint64_t seed) {
  Arrivals arrivals(*load.open_loop, seed);
  std::vector<Duration> moments;
  for (auto at = arrivals.next(); at < load.warmup + load.window; at = arrivals.next())
    moments.push_back(at);
  return moments;
}

std::vector<Duration> victims_waits(const LoadSpec& load, Duration service, const LoadSpec& victims,
                                    std::uint64_t seed) {
  std::vector<Duration> moments;
  for (const auto at : arrivals_of(victims, seed)) {
    if (at >= victims.warmup) moments.push_back(at - kBehindVictims);
  }
  return lindley_delays(equal_visits(arrivals_of(load, seed), service), moments);
}

}  // namespace lab
