// Candidates: our models with a pipeline, and a stated instance.
#include "loadgen/capacity/plan_candidates.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "loadgen/capacity/plan_numbers.hpp"
#include "loadgen/capacity/plan_parts.hpp"
#include "loadgen/stats/server_memory.hpp"

namespace lab {
namespace {

/// Products of decimals are no contradiction.
constexpr double kRoundingOfCores = 1e-9;

std::string cores_and_workers(unsigned cores, unsigned workers) {
  return fmt::format("{} worker{} on {} core{}", workers, workers == 1 ? "" : "s", cores,
                     cores == 1 ? "" : "s");
}

/// Of one of ours.
void assume_memory(const std::optional<std::uint64_t>& given, PlanCandidate& candidate) {
  candidate.memory = given ? given_memory(static_cast<double>(*given))
                           : PlanMemory{kMemoryOfProgram, kMemoryOfWorker, 0, "assumed"};
  if (given) return;
  candidate.assumed.push_back(
      {"--memory", fmt::format("{} an instance and {} a worker, beside its requests",
                               format_bytes(kMemoryOfProgram), format_bytes(kMemoryOfWorker))});
}

// --- a pipeline ---

/// How one of ours runs the work.
struct Setup {
  std::string_view name;
  Model model;
  unsigned workers;
  unsigned cores;
};

class PipelinePlanner {
 public:
  PipelinePlanner(const Demand& work, unsigned cores, Duration http_cpu,
                  std::optional<std::uint64_t> memory)
      : work_(work), cores_(cores), http_(http_cpu), memory_(memory) {}

  PlanCandidate candidate(const Setup& setup) const {
    const bool process = setup.model == Model::kProcess;
    PlanCandidate made;
    made.name = std::string(setup.name);
    made.source = process
                      ? fmt::format(
                            "computed from the work: as many workers as it needs on {} "
                            "core{}",
                            setup.cores, setup.cores == 1 ? "" : "s")
                      : "computed from the work: " + cores_and_workers(setup.cores, setup.workers);
    made.model = setup.model;
    made.size_workers = process;
    if (!process) made.workers = setup.workers;
    made.cores = setup.cores;
    made.cpu = work_.computing() + http_;
    made.instance = instance(setup);
    made.pools = pools(setup);
    assume_memory(memory_, made);
    assume(setup, made);
    return made;
  }

 private:
  Instance instance(const Setup& setup) const {
    return {stations(setup), work_.total() + http_, "the sum of what it asks for", parts_words()};
  }

  /// "40.0ms io + 2.00ms CPU + 25.0us HTTP", without what is zero.
  std::string parts_words() const {
    const auto& d = work_;
    std::string words;
    for (const auto& [time, name] :
         {std::pair(d.wait, "io"), std::pair(d.hold, "blocking"), std::pair(d.pool, "pool"),
          std::pair(d.cpu, "CPU"), std::pair(http_, "HTTP")}) {
      if (time == Duration::zero()) continue;
      words += fmt::format("{}{} {}", words.empty() ? "" : " + ", time_words(time), name);
    }
    return words;
  }

  void assume(const Setup& setup, PlanCandidate& made) const {
    made.assumed.push_back({"--cores", cores_assumed(setup)});
    made.assumed.push_back({"--http-cost", fmt::format("{} of CPU time a request, for HTTP itself",
                                                       time_words(http_))});
    made.assumed.push_back(assumed_spread(
        setup.model == Model::kAsync
            ? "the same for every request on an event loop (M/D/1); in pools exponential (M/M/c)"
            : "requests share the cores in time slices (M/M/c)"));
  }

  std::string cores_assumed(const Setup& setup) const {
    if (setup.cores == cores_) return fmt::format("{} an instance", cores_);
    return fmt::format("{} an instance, of {}: an event loop uses no more", setup.cores, cores_);
  }

  std::vector<Station> stations(const Setup& setup) const {
    const Station cores{"cores", 1, setup.cores, work_.computing() + http_, Spread::kExponential};
    if (setup.model != Model::kAsync) return {cores};
    const Station loop{setup.workers == 1 ? "event loop" : "event loops", setup.workers, 1,
                       work_.hold + work_.cpu + http_, Spread::kConstant};
    // A loop a core waits for no core, unless the pool computes beside it.
    if (work_.pool_cpu == Duration::zero()) return {loop};
    return {loop, cores};
  }

  /// Pool threads exist in async alone. Processes have a connection each to what they wait for.
  std::vector<PooledStep> pools(const Setup& setup) const {
    std::vector<PooledStep> steps;
    const auto& d = work_;
    if (setup.model == Model::kAsync && d.pool > Duration::zero())
      steps.push_back({"pool threads", d.pool, setup.workers});
    if (setup.model != Model::kProcess && d.wait > Duration::zero())
      steps.push_back({"connections to what io waits for", d.wait, setup.workers});
    return steps;
  }

  const Demand& work_;
  unsigned cores_;
  Duration http_;
  std::optional<std::uint64_t> memory_;
};

// --- a stated instance ---

/// Servers of the one queue: as many as are busy at full load, no more than there are cores.
unsigned busy_at_most(const StatedInstance& stated) {
  const auto cores = stated.cores.value_or(1);
  if (!stated.service) return cores;
  const double busy = stated.at_most->per_second * to_seconds(*stated.service);
  return std::clamp(static_cast<unsigned>(std::min(busy + 1e-9, 1e6)), 1U, cores);
}

Result<void> check_stated(const StatedInstance& stated) {
  const double rate = stated.at_most->per_second;
  const double cores = stated.cores.value_or(1);
  if (stated.service && rate * to_seconds(*stated.service) < 1 - 1e-9)
    return problem(
        "--per-instance: at {}/s and --service {} it is busy {} of the time, so it serves more",
        number_words(rate), time_words(*stated.service),
        number_words(rate * to_seconds(*stated.service)));
  const auto overfull = overfull_words(rate, cores, stated.cpu);
  if (!overfull) return {};
  return problem("--cpu: {}, more than {}", *overfull,
                 stated.cores ? fmt::format("--cores {}", cores)
                              : std::string("the one that is taken without --cores"));
}

Instance stated_instance(const StatedInstance& stated, unsigned servers) {
  const auto holds = from_seconds(servers / stated.at_most->per_second);
  const Station station{"stated rate", 1, servers, holds, Spread::kExponential};
  if (stated.service)
    return {{station}, *stated.service, "given: --service", time_words(*stated.service)};
  return {{station},
          holds,
          "servers / most that it serves",
          fmt::format("{} / {}/s", servers, number_words(stated.at_most->per_second))};
}

}  // namespace

PlanMemory given_memory(double bytes) { return {bytes, 0, 0, "given"}; }

PlanAssumed assumed_spread(const char* text) { return {"service times", text}; }

std::vector<PooledStep> stated_pools(const StatedInstance& stated) {
  if (!stated.pooled) return {};
  return {{"pooled threads or connections", *stated.pooled, 1}};
}

Result<void> check_pooled(const StatedInstance& stated, const PlanObjectives& objectives) {
  if (!stated.pooled) return {};
  const auto pooled = time_words(*stated.pooled);
  if (stated.service && *stated.pooled > *stated.service)
    return problem("--pooled: {} is longer than the whole request, --service {}", pooled,
                   time_words(*stated.service));
  for (const auto& objective : objectives.latency) {
    if (*stated.pooled > objective.limit)
      return problem("--pooled: {} is longer than {} lets a request take", pooled, objective.text);
  }
  return {};
}

std::vector<PlanBound> core_bound(std::optional<double> cores, std::optional<Duration> cpu) {
  if (!cores || !cpu || *cpu <= Duration::zero()) return {};
  return {{"cores", *cores / to_seconds(*cpu), "cores / CPU a request",
           fmt::format("{} / {}", *cores, time_words(*cpu))}};
}

std::optional<std::string> overfull_words(double per_second, std::optional<double> cores,
                                          std::optional<Duration> cpu) {
  if (!cores || !cpu) return std::nullopt;
  const double needs = per_second * to_seconds(*cpu);
  if (needs <= *cores + kRoundingOfCores) return std::nullopt;
  return fmt::format("{} of {} each need {} cores", rate_words(per_second), time_words(*cpu),
                     number_words(needs));
}

std::vector<PlanCandidate> pipeline_candidates(const Demand& work, unsigned cores,
                                               Duration http_cpu,
                                               std::optional<std::uint64_t> memory) {
  const PipelinePlanner planner(work, cores, http_cpu, memory);
  const bool pool_computes = work.pool_cpu > Duration::zero();
  std::vector<PlanCandidate> candidates{
      planner.candidate({"async", Model::kAsync, 1, pool_computes ? cores : 1}),
      planner.candidate({"thread", Model::kThread, 1, cores}),
      planner.candidate({"process", Model::kProcess, 0, cores})};
  if (cores > 1)
    candidates.insert(candidates.begin() + 1,
                      planner.candidate({"hybrid", Model::kAsync, cores, cores}));
  return candidates;
}

Result<PlanCandidate> stated_candidate(const StatedInstance& stated) {
  const auto servers = busy_at_most(stated);
  if (const auto sound = check_stated(stated); !sound) return sound.error();
  PlanCandidate made;
  made.name = "as stated";
  made.source =
      fmt::format("given by options: at most {}/s", number_words(stated.at_most->per_second));
  made.cores = stated.cores;
  made.cpu = stated.cpu;
  made.instance = stated_instance(stated, servers);
  made.other_bounds = core_bound(made.cores, made.cpu);
  made.pools = stated_pools(stated);
  if (stated.memory) made.memory = given_memory(static_cast<double>(*stated.memory));
  made.assumed.push_back(assumed_spread(kUnknownSpread));
  return made;
}

}  // namespace lab
