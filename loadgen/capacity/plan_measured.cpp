// Candidates from the servers of a report of loadgen capacity, and from what options say of them.
#include <fmt/format.h>

#include <utility>

#include "loadgen/capacity/plan_numbers.hpp"
#include "loadgen/capacity/plan_parts.hpp"

namespace lab {
namespace {

/// More than any instance holds, so that no sum leaves its range.
constexpr double kMostInFlight = 1e6;

/// CPU time that was measured speaks against a number of cores when it is that much above.
constexpr double kNoise = 1.05;

// --- what options say of a server ---

/// A server with what options say in place of what was measured, and words for each of them.
struct Amended {
  SavedServer server;
  std::vector<PlanAssumed> by_hand;
};

/// "4 an instance, by hand; measured: 2".
std::string by_hand_words(const std::string& given, std::string_view of_what,
                          const std::optional<std::string>& measured) {
  const auto said = fmt::format("{} {}, by hand", given, of_what);
  if (!measured) return said + "; it was not measured";
  return said + (given == *measured ? ", as measured" : "; measured: " + *measured);
}

std::string size_words(double bytes) { return format_bytes(static_cast<std::uint64_t>(bytes)); }

/// None stays none.
template <class Value, class Words>
std::optional<std::string> words_of(const std::optional<Value>& value, Words words) {
  if (!value) return std::nullopt;
  return words(*value);
}

class Amendments {
 public:
  Amendments(const SavedServer& server, const StatedInstance& stated)
      : amended_{server, {}}, stated_(stated) {}

  Amended made() && {
    cores();
    cpu();
    service();
    memory();
    return std::move(amended_);
  }

 private:
  void say(const char* option, std::string words) {
    amended_.by_hand.push_back({option, std::move(words)});
  }

  void cores() {
    if (!stated_.cores) return;
    auto& cores = amended_.server.cores;
    auto words =
        by_hand_words(number_words(*stated_.cores), "an instance", words_of(cores, number_words));
    if (cores && *cores != *stated_.cores) words += ", and the rate is the one measured with these";
    say("--cores", std::move(words));
    cores = *stated_.cores;
  }

  void cpu() {
    if (!stated_.cpu) return;
    auto& cpu = amended_.server.cpu;
    say("--cpu", by_hand_words(time_words(*stated_.cpu), "a request", words_of(cpu, time_words)));
    cpu = stated_.cpu;
  }

  void service() {
    if (!stated_.service) return;
    auto& alone = amended_.server.alone;
    const auto measured = alone > Duration::zero() ? std::optional(alone) : std::nullopt;
    say("--service", by_hand_words(time_words(*stated_.service), "for a request that is alone",
                                   words_of(measured, time_words)));
    alone = *stated_.service;
  }

  void memory() {
    if (!stated_.memory) return;
    auto& memory = amended_.server.memory;
    const auto given = static_cast<double>(*stated_.memory);
    say("--memory", by_hand_words(size_words(given), "an instance beside its requests",
                                  words_of(memory, size_words)));
    memory = given;
  }

  Amended amended_;
  const StatedInstance& stated_;
};

/// What options say that cannot be, by what was measured at the last pass.
std::optional<std::string> contradiction(const SavedServer& server, const StatedInstance& stated) {
  if (server.cores && (stated.cores || stated.cpu)) {
    const auto overfull = overfull_words(*server.pass_per_s, *server.cores * kNoise, server.cpu);
    if (overfull)
      return fmt::format("{}: {}, and an instance has {}", stated.cores ? "--cores" : "--cpu",
                         *overfull, number_words(*server.cores));
  }
  if (stated.service && server.p99 > Duration::zero() && *stated.service > server.p99)
    return fmt::format("--service: {} is above the p99 that was measured, {}",
                       time_words(*stated.service), time_words(server.p99));
  if (stated.pooled && server.p99 > Duration::zero() && *stated.pooled > server.p99)
    return fmt::format("--pooled: {} is above the p99 that was measured, {}",
                       time_words(*stated.pooled), time_words(server.p99));
  return std::nullopt;
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
  const char* from =
      stated.service ? "given: --service" : "median at the lowest rate of the search";
  std::optional<Station> station;
  if (server.limit == FirstLimit::kCpu && cores && *cores >= 1)
    station = {"cores", 1, static_cast<unsigned>(*cores), *server.cpu, Spread::kExponential};
  if (server.limit == FirstLimit::kLoop && server.model == Model::kAsync)
    station = {"event loops", server.workers.value_or(1), 1, *server.cpu, Spread::kExponential};
  if (!station || *server.pass_per_s < kLeastUse * station->capacity()) return std::nullopt;
  return Instance{{*station}, server.alone, from, time_words(server.alone)};
}

std::optional<PlanMemory> memory_of(const SavedServer& server, const StatedInstance& stated) {
  if (!server.memory) return std::nullopt;
  if (stated.memory) return given_memory(*server.memory);
  return PlanMemory{*server.memory, 0, server.connections, "measured"};
}

/// What the search could not settle.
std::string conclusion_words(Conclusion conclusion) {
  if (conclusion == Conclusion::kBracketed) return "measured by loadgen capacity";
  if (conclusion == Conclusion::kNeverFailed)
    return "measured by loadgen capacity, which found no rate that fails: it can do more";
  return fmt::format("measured by loadgen capacity, which ended '{}': a lower bound",
                     conclusion_name(conclusion));
}

/// Event loops use a core each, however many there are beside and whatever ran out, unless their
/// pool was seen to compute.
bool loops_alone_compute(const SavedServer& server) {
  if (server.model != Model::kAsync || !server.workers || !server.cpu) return false;
  return *server.pass_per_s * to_seconds(*server.cpu) <= *server.workers * kNoise;
}

bool leaves_cores_idle(const SavedServer& server) {
  return loops_alone_compute(server) && server.cores && *server.workers < *server.cores;
}

std::optional<double> measured_cores(const SavedServer& server, const StatedInstance& stated) {
  if (!stated.cores && leaves_cores_idle(server)) return *server.workers;
  return server.cores;
}

std::string measured_source(const SavedServer& server, const StatedInstance& stated) {
  auto source = conclusion_words(server.conclusion);
  if (!stated.cores && leaves_cores_idle(server))
    source += fmt::format("; it had {} cores and gets one a loop", *server.cores);
  return source;
}

/// What computing allows, where what ran out does not say it already.
std::vector<PlanBound> computing_bound(const SavedServer& server, std::optional<double> cores) {
  if (server.limit == FirstLimit::kCpu) return {};
  if (!loops_alone_compute(server) || (cores && *cores < *server.workers))
    return core_bound(cores, server.cpu);
  if (server.limit == FirstLimit::kLoop || *server.cpu <= Duration::zero()) return {};
  return {{"event loops", *server.workers / to_seconds(*server.cpu), "loops / CPU a request",
           fmt::format("{} / {}", *server.workers, time_words(*server.cpu))}};
}

PlanCandidate measured_candidate(Amended amended, const StatedInstance& stated) {
  const auto& server = amended.server;
  PlanCandidate made;
  made.name = server.name;
  made.source = measured_source(server, stated);
  made.model = server.model;
  made.workers = server.workers;
  made.cores = measured_cores(server, stated);
  made.cpu = server.cpu;
  made.measured =
      MeasuredCapacity{*server.pass_per_s, server.fail_per_s, server.confidence, server.limit,
                       server.alone,       server.p50,        server.p99};
  made.instance = measured_instance(server, stated, made.cores);
  made.other_bounds = computing_bound(server, made.cores);
  made.pools = stated_pools(stated);
  made.memory = memory_of(server, stated);
  made.assumed = std::move(amended.by_hand);
  made.assumed.push_back(assumed_spread(kUnknownSpread));
  return made;
}

/// Why nothing can be planned with it, whatever the options say.
std::optional<std::string> unusable(const SavedServer& server) {
  if (!server.pass_per_s)
    return fmt::format("no rate was found at which the objectives are kept ({})",
                       conclusion_name(server.conclusion));
  if (*server.pass_per_s * to_seconds(server.p50) > kMostInFlight)
    return fmt::format("{} with a median of {} would be over a million requests at once",
                       rate_words(*server.pass_per_s), time_words(server.p50));
  return std::nullopt;
}

/// Or why nothing can be planned with it.
Result<PlanCandidate> candidate_of(const SavedServer& server, const StatedInstance& stated) {
  if (const auto why = unusable(server)) return problem("{}", *why);
  auto amended = Amendments(server, stated).made();
  if (const auto why = contradiction(amended.server, stated)) return problem("{}", *why);
  return measured_candidate(std::move(amended), stated);
}

}  // namespace

Result<MeasuredCandidates> measured_candidates(const SavedCapacity& saved,
                                               const StatedInstance& stated) {
  MeasuredCandidates made;
  std::optional<Problem> refused;
  for (const auto& server : saved.servers) {
    auto candidate = candidate_of(server, stated);
    if (candidate) {
      made.candidates.push_back(std::move(*candidate));
      continue;
    }
    made.left_out.push_back({server.name, candidate.error().text});
    if (!refused && !unusable(server))
      refused = problem("{} (server {})", candidate.error().text, server.name);
  }
  if (made.candidates.empty() && refused) return *refused;
  return made;
}

}  // namespace lab
