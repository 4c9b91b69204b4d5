// The arithmetic of outlooks.
#include "loadgen/advise/outlook.hpp"

#include <algorithm>
#include <cmath>

#include "loadgen/stats/queueing.hpp"
#include "loadgen/stats/server_memory.hpp"
#include "loadgen/stats/waiting.hpp"

namespace lab {
namespace {

constexpr std::string_view kPrefork = "prefork";
/// Of the time a worker is busy, when processes are counted out for a load: a third more of them
/// than are busy on average keep the wait small, and leave some to wait for a core.
constexpr double kBusyWorkers = 0.75;

Demand with_http(Demand demand, Duration http) {
  demand.cpu += http;
  return demand;
}

/// On average, by Little's law: those with a request that computes, waits, or waits for a core.
double busy_at(double rate, const Demand& demand, int cores) {
  const auto held = worker_held(demand, {Model::kProcess, kMostPrefork, cores, 0}, rate);
  return rate * to_seconds(held.value_or(demand.total()));
}

/// Processes that all clients or the cores keep busy, whichever are fewer.
int busy_processes(const Demand& demand, const Situation& situation) {
  const double most = situation.cores / to_seconds(demand.computing());
  const double rate = situation.rate ? std::min(most, situation.rate->per_second) : most;
  const double needed = busy_at(rate, demand, situation.cores) / kBusyWorkers;
  const double busy = std::min<double>(situation.connections, needed);
  return static_cast<int>(std::ceil(std::min<double>(busy, kMostPrefork)));
}

int auto_workers(std::string_view name, int cores) {
  return name == "process" || name == "hybrid" ? cores : 1;
}

Candidate candidate_of(std::string_view name, const Demand& demand, const Situation& situation) {
  const auto deployed = [&](Model model, int workers) {
    return Deployment{model, workers, situation.cores, situation.pool};
  };
  if (name == kPrefork) {
    const auto workers = busy_processes(with_http(demand, situation.http), situation);
    return Candidate{kPrefork,
                     deployed(Model::kProcess, workers),
                     {"--model", "process", "--workers", std::to_string(workers)}};
  }
  const auto& kinds = server_kinds();
  const auto kind = std::find_if(kinds.begin(), kinds.end(),
                                 [&](const ServerKind& row) { return row.name == name; });
  return {kind->name, deployed(kind->model, auto_workers(name, situation.cores)), kind->options};
}

/// Whether it is another way to run the server than those with other names: of those that compute
/// all the time, more processes than cores serve no more.
bool differs(const Candidate& candidate, const Demand& demand, const Situation& situation) {
  const bool waits = demand.total() > demand.computing();
  if (candidate.name == kPrefork) return waits && candidate.deployment.workers > situation.cores;
  return candidate.name != "hybrid" || situation.cores > 1;
}

/// Event loops that have a client when the kernel spreads connections over them by their hash, on
/// average: w (1 - (1 - 1/w)^N).
double loops_with_clients(int loops, unsigned connections) {
  return loops * (1 - std::pow(1 - 1.0 / loops, connections));
}

Prediction bound_of(const Demand& demand, const Deployment& deployment, unsigned connections) {
  auto bound = *predict(demand, deployment, connections);
  const auto held = to_seconds(demand.hold + demand.cpu);
  if (deployment.model != Model::kAsync || held <= 0) return bound;
  const auto loops = loops_with_clients(deployment.workers, connections) / held;
  // Against rounding: with hundreds of clients every loop has some.
  if (loops < 0.99 * bound.per_second)
    return {loops, from_seconds(connections / loops), Bottleneck::kLoop};
  return bound;
}

std::uint64_t memory_of(const Deployment& deployment, unsigned connections) {
  return kMemoryOfProgram + kMemoryOfWorker * static_cast<unsigned>(deployment.workers) +
         connections * memory_of_connection(deployment.model);
}

// --- closed loop ---

/// Whether there is a server of its own for each client, at all that a request queues for.
bool nobody_waits(const Deployment& d, unsigned connections) {
  if (connections == 1) return true;
  return d.model != Model::kAsync && connections <= static_cast<unsigned>(d.cores);
}

void take_turns(Outlook& outlook, const Prediction& bound, unsigned connections) {
  const auto& deployment = outlook.candidate.deployment;
  outlook.per_second = bound.per_second;
  outlook.mean = bound.latency;
  const bool in_turn = outlook.limit == Bottleneck::kLoop && deployment.workers == 1;
  if (in_turn || nobody_waits(deployment, connections))
    outlook.p99 = Tail{bound.latency};
  else if (outlook.limit == Bottleneck::kClients)
    outlook.p99 = Tail{bound.latency, TailBound::kAtLeast};
}

// --- open loop ---

/// Where the mean wait is known to be finite.
std::optional<Tail> tail_of(const Demand& demand, const Deployment& d, double rate) {
  constexpr double kPercent = 99;
  const auto total = demand.total();
  if (d.model == Model::kProcess && d.workers <= d.cores) {
    const Mmc queue{rate * to_seconds(total) / d.workers, static_cast<unsigned>(d.workers), total};
    return Tail{total + queue.wait_percentile(kPercent), TailBound::kAtMost};
  }
  if (d.model != Model::kAsync || demand.pool > Duration::zero()) return std::nullopt;
  const auto service = demand.hold + demand.cpu;
  const Md1 queue{rate / d.workers * to_seconds(service), service};
  return Tail{total + queue.wait_percentile(kPercent)};
}

void queue_up(Outlook& outlook, const Demand& demand, double rate) {
  outlook.per_second = std::min(rate, outlook.capacity);
  if (rate >= outlook.capacity) return;
  const auto& deployment = outlook.candidate.deployment;
  const auto wait = mean_wait(demand, deployment, rate, Spread::kNone);
  if (!wait) return;
  outlook.mean = demand.total() + *wait;
  outlook.p99 = tail_of(demand, deployment, rate);
}

}  // namespace

const std::vector<std::string_view>& candidate_names() {
  static const std::vector<std::string_view> kNames{"async", "hybrid", "thread", "process",
                                                    kPrefork};
  return kNames;
}

std::vector<Candidate> candidates(const Demand& demand, const Situation& situation,
                                  const std::vector<std::string>& names) {
  std::vector<Candidate> all;
  for (const auto name : candidate_names()) {
    const bool named = std::find(names.begin(), names.end(), name) != names.end();
    auto candidate = candidate_of(name, demand, situation);
    if (named || (names.empty() && differs(candidate, demand, situation)))
      all.push_back(std::move(candidate));
  }
  return all;
}

Outlook foresee(const Demand& demand, const Candidate& candidate, const Situation& situation) {
  const auto with = with_http(demand, situation.http);
  const auto bound = bound_of(with, candidate.deployment, situation.connections);
  const auto without = predict(demand, candidate.deployment, situation.connections);
  Outlook outlook;
  outlook.candidate = candidate;
  outlook.capacity = bound.per_second;
  outlook.limit = bound.bottleneck;
  outlook.http_bound = !without || bound.per_second < without->per_second / 2;
  outlook.memory = memory_of(candidate.deployment, situation.connections);
  if (situation.rate)
    queue_up(outlook, with, situation.rate->per_second);
  else
    take_turns(outlook, bound, situation.connections);
  return outlook;
}

}  // namespace lab
