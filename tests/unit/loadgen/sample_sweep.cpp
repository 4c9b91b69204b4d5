// Computes what servers of a known kind would have done.
#include "tests/unit/loadgen/sample_sweep.hpp"

#include <algorithm>
#include <functional>

#include "loadgen/stats/queueing.hpp"

namespace lab {
namespace {

using std::chrono::milliseconds;
using StepOf = std::function<StepFacts(double load)>;

/// Round r is r times half a per cent faster.
double faster(int round) { return 1 + 0.005 * round; }

SweepRound round_of(const SweepPlan& plan, int round, const StepOf& step_of) {
  SweepRound steps;
  for (const double load : plan.loads) {
    auto step = step_of(load);
    *step.load.good *= faster(round);
    steps.emplace_back(std::move(step));
  }
  return steps;
}

Sweep measured(SweepPlan plan, std::string title, SweptServer server, const StepOf& step_of) {
  for (int round = 0; round < plan.rounds; ++round)
    server.rounds.push_back(round_of(plan, round, step_of));
  return {std::move(plan), std::move(title), {std::move(server)}};
}

SweepPlan sweep_plan(LoadKind kind, std::vector<double> loads, int rounds, std::string target) {
  SweepPlan plan;
  plan.kind = kind;
  plan.loads = std::move(loads);
  plan.rounds = rounds;
  plan.seed = 7;
  plan.target = std::move(target);
  return plan;
}

}  // namespace

StepFacts sample_step(double good, Duration mean) {
  StepFacts step;
  step.load.good = good;
  step.load.completed = good;
  step.load.latency[Stat::kMean] = Figure{mean};
  step.load.latency[Stat::kP50] = Figure{mean};
  step.load.latency[Stat::kP99] = Figure{3 * mean};
  step.load.outcomes.add(Outcome::k2xx, 1000);
  return step;
}

Sweep two_workers(int rounds) {
  auto plan = sweep_plan(LoadKind::kConnections, {1, 2, 4, 8}, rounds, "/io?ms=20");
  plan.demand = Demand{.wait = milliseconds(20)};
  return measured(plan, "http://127.0.0.1:8080/io?ms=20",
                  {"127.0.0.1:8080", Deployment{Model::kProcess, 2, 2, 0}, {}}, [](double clients) {
                    const double good = std::min(clients, 2.0) / 0.02;
                    return sample_step(good, from_seconds(clients / good));
                  });
}

Sweep lawful(int rounds) {
  const auto plan = sweep_plan(LoadKind::kConnections, usual_ladder(), rounds, "/");
  return measured(plan, "http://example.com/", {"example.com", std::nullopt, {}},
                  [](double clients) {
                    const double good = Usl{0.05, 0.0005, 100}.throughput_at(clients);
                    const double chance = static_cast<int>(clients) % 3 == 1 ? 1.01 : 0.99;
                    return sample_step(good * chance, from_seconds(clients / good));
                  });
}

Sweep one_loop(int rounds) {
  auto plan = sweep_plan(LoadKind::kRates, {5, 20, 40, 60, 70, 90}, rounds, "/block?ms=10");
  plan.demand = Demand{.hold = milliseconds(10)};
  return measured(plan, "http://127.0.0.1:8080/block?ms=10",
                  {"127.0.0.1:8080", Deployment{Model::kAsync, 1, 2, 4}, {}}, [](double rate) {
                    const auto service = milliseconds(10);
                    return sample_step(rate, service + Md1{rate / 100, service}.mean_wait());
                  });
}

std::vector<ServerSummary> summaries_of(const Sweep& sweep) {
  std::vector<ServerSummary> summaries;
  for (const auto& server : sweep.servers) summaries.push_back(summarize(sweep.plan, server));
  return summaries;
}

}  // namespace lab
