// Candidates: our models with a pipeline, a stated instance, the servers of a report.
#include "loadgen/capacity/plan_candidates.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "loadgen/capacity/plan_numbers.hpp"

namespace lab {
namespace {

// What an instance of ours takes, about, where nothing was measured.
constexpr double kInstanceMemory = 16 << 20;
constexpr double kWorkerMemory = 4 << 20;

constexpr auto kAssumed = "assumed";
constexpr auto kUnknownSpread = "exponential (M/M/c), since nothing tells";

/// More than any instance holds, so that no sum leaves its range.
constexpr double kMostInFlight = 1e6;

std::string cores_and_workers(unsigned cores, unsigned workers) {
  return fmt::format("{} worker{} on {} core{}", workers, workers == 1 ? "" : "s", cores,
                     cores == 1 ? "" : "s");
}

PlanMemory assumed_memory(std::optional<std::uint64_t> given) {
  if (given) return {static_cast<double>(*given), 0, 0, "given"};
  return {kInstanceMemory, kWorkerMemory, 0, kAssumed};
}

void assume_memory(const std::optional<std::uint64_t>& given, PlanCandidate& candidate) {
  candidate.memory = assumed_memory(given);
  if (given) return;
  candidate.assumed.push_back(
      {"--memory", fmt::format("{} an instance and {} a worker, beside its requests",
                               format_bytes(static_cast<std::uint64_t>(kInstanceMemory)),
                               format_bytes(static_cast<std::uint64_t>(kWorkerMemory)))});
}

PlanAssumed assumed_spread(const char* text) { return {"service times", text}; }

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
  PipelinePlanner(const Demand& work, Duration http_cpu, std::optional<std::uint64_t> memory)
      : work_(work), http_(http_cpu), memory_(memory) {}

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
    made.assumed.push_back({"--cores", fmt::format("{} an instance", setup.cores)});
    made.assumed.push_back({"--http-cost", fmt::format("{} of CPU time a request, for HTTP itself",
                                                       time_words(http_))});
    made.assumed.push_back(assumed_spread(
        setup.model == Model::kAsync
            ? "the same for every request on an event loop (M/D/1); in pools exponential (M/M/c)"
            : "requests share the cores in time slices (M/M/c)"));
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
  if (stated.cpu && rate * to_seconds(*stated.cpu) > cores + 1e-9)
    return problem("--cpu: {}/s of {} each need {} cores, more than --cores {}", number_words(rate),
                   time_words(*stated.cpu), number_words(rate * to_seconds(*stated.cpu)), cores);
  return {};
}

std::vector<PooledStep> stated_pools(const StatedInstance& stated) {
  if (!stated.pooled) return {};
  return {{"pooled threads or connections", *stated.pooled, 1}};
}

std::vector<PlanBound> core_bound(std::optional<double> cores, std::optional<Duration> cpu) {
  if (!cores || !cpu || *cpu <= Duration::zero()) return {};
  return {{"cores", *cores / to_seconds(*cpu), "cores / CPU a request",
           fmt::format("{} / {}", *cores, time_words(*cpu))}};
}

Instance stated_instance(const StatedInstance& stated, unsigned servers) {
  const auto holds = from_seconds(servers / stated.at_most->per_second);
  const Station station{"the whole instance", 1, servers, holds, Spread::kExponential};
  if (stated.service)
    return {{station}, *stated.service, "given: --service", time_words(*stated.service)};
  return {{station},
          holds,
          "servers / most that it serves",
          fmt::format("{} / {}/s", servers, number_words(stated.at_most->per_second))};
}

// --- servers of a report ---

/// A loop that ran out with less of its CPU time used than this was held by something else, such as
/// calls that block, and CPU time tells nothing of what it can do. (Or the objective is so tight
/// that a loop half busy misses it; then the rate that failed is a bound on the safe side.)
constexpr double kLeastUse = 0.5;

/// The resource that ran out, where its queue can be told: cores, or an event loop a worker.
std::optional<Instance> measured_instance(const SavedServer& server, const StatedInstance& stated,
                                          std::optional<double> cores) {
  if (!server.cpu || *server.cpu <= Duration::zero()) return std::nullopt;
  const auto alone = stated.service.value_or(server.alone);
  const char* from =
      stated.service ? "given: --service" : "median at the lowest rate of the search";
  std::optional<Station> station;
  if (server.limit == "cpu" && cores && *cores >= 1)
    station = {"cores", 1, static_cast<unsigned>(*cores), *server.cpu, Spread::kExponential};
  if (server.limit == "loop" && server.model == Model::kAsync)
    station = {"event loops", server.workers.value_or(1), 1, *server.cpu, Spread::kExponential};
  if (!station || *server.pass_per_s < kLeastUse * station->capacity()) return std::nullopt;
  return Instance{{*station}, alone, from, time_words(alone)};
}

PlanMemory measured_memory(const SavedServer& server) {
  return {*server.memory, 0, server.connections, "measured"};
}

/// What the search could not settle.
std::string conclusion_words(const std::string& conclusion) {
  if (conclusion == "bracketed") return "measured by loadgen capacity";
  if (conclusion == "never_failed")
    return "measured by loadgen capacity, which found no rate that fails: it can do more";
  return fmt::format("measured by loadgen capacity, which ended '{}': a lower bound", conclusion);
}

/// Event loops that ran out use a core each, however many there were beside.
bool leaves_cores_idle(const SavedServer& server) {
  if (server.limit != "loop" || !server.workers || !server.cores || !server.cpu) return false;
  const double used = *server.pass_per_s * to_seconds(*server.cpu);
  return *server.workers < *server.cores && used <= *server.workers;
}

std::optional<double> measured_cores(const SavedServer& server, const StatedInstance& stated) {
  if (stated.cores) return *stated.cores;
  if (leaves_cores_idle(server)) return *server.workers;
  return server.cores;
}

std::string measured_source(const SavedServer& server, const StatedInstance& stated) {
  auto source = conclusion_words(server.conclusion);
  if (!stated.cores && leaves_cores_idle(server))
    source += fmt::format("; it had {} cores and gets one a loop", *server.cores);
  return source;
}

PlanCandidate measured_candidate(const SavedServer& server, const StatedInstance& stated) {
  PlanCandidate made;
  made.name = server.name;
  made.source = measured_source(server, stated);
  made.model = server.model;
  made.workers = server.workers;
  made.cores = measured_cores(server, stated);
  made.cpu = server.cpu ? server.cpu : stated.cpu;
  made.measured = MeasuredCapacity{*server.pass_per_s, server.fail_per_s, server.confidence,
                                   server.conclusion,  server.limit,      server.alone,
                                   server.p50,         server.p99,        server.connections};
  made.instance = measured_instance(server, stated, made.cores);
  const bool core_a_loop = server.limit == "loop" && made.cores <= server.workers;
  if (server.limit != "cpu" && !core_a_loop) made.other_bounds = core_bound(made.cores, made.cpu);
  made.pools = stated_pools(stated);
  if (stated.memory) made.memory = assumed_memory(stated.memory);
  if (server.memory) made.memory = measured_memory(server);
  made.assumed.push_back(assumed_spread(kUnknownSpread));
  return made;
}

}  // namespace

std::vector<PlanCandidate> pipeline_candidates(const Demand& work, unsigned cores,
                                               Duration http_cpu,
                                               std::optional<std::uint64_t> memory) {
  const PipelinePlanner planner(work, http_cpu, memory);
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
  assume_memory(stated.memory, made);
  made.assumed.push_back(assumed_spread(kUnknownSpread));
  return made;
}

MeasuredCandidates measured_candidates(const SavedCapacity& saved, const StatedInstance& stated) {
  MeasuredCandidates made;
  for (const auto& server : saved.servers) {
    if (!server.pass_per_s) {
      made.left_out.push_back(
          {server.name, fmt::format("no rate was found at which the objectives are kept ({})",
                                    server.conclusion)});
    } else if (*server.pass_per_s * to_seconds(server.p50) > kMostInFlight) {
      made.left_out.push_back(
          {server.name, fmt::format("{}/s with a median of {} would be over a million requests "
                                    "at once",
                                    number_words(*server.pass_per_s), time_words(server.p50))});
    } else {
      made.candidates.push_back(measured_candidate(server, stated));
    }
  }
  return made;
}

}  // namespace lab
