// Ladders, shuffles, and the plan of a step.
#include "loadgen/sweep/plan.hpp"

#include <algorithm>
#include <utility>

#include "loadgen/engine/random.hpp"

namespace lab {
namespace {

constexpr Duration kTimeout = std::chrono::seconds(30);
/// Shorter than that of a single run, so that a sweep of many steps stays short.
constexpr Duration kGraceOfStep = std::chrono::seconds(1);

}  // namespace

std::vector<double> usual_ladder() { return {1, 2, 4, 8, 16, 32, 64, 128}; }

unsigned most_connections(const SweepPlan& plan) {
  if (plan.kind == LoadKind::kRates) return plan.connections;
  return static_cast<unsigned>(*std::max_element(plan.loads.begin(), plan.loads.end()));
}

std::vector<StepPlace> order_of_round(std::size_t servers, std::size_t loads, std::uint64_t seed,
                                      int round) {
  std::vector<StepPlace> order;
  for (std::size_t server = 0; server < servers; ++server) {
    for (std::size_t load = 0; load < loads; ++load) order.push_back({server, load});
  }
  Random random(seed, static_cast<std::uint64_t>(round));
  for (auto left = order.size(); left > 1; --left) {  // Fisher and Yates
    const auto pick = static_cast<std::size_t>(random.unit() * static_cast<double>(left));
    std::swap(order[left - 1], order[pick]);
  }
  return order;
}

LoadPlan load_plan(const SweepPlan& plan, const Url& server, double load, int round) {
  LoadPlan of_step;
  of_step.server = server;
  of_step.mix = {{1, plan.target}};
  of_step.headers = plan.headers;
  of_step.network = plan.network;
  of_step.warmup = plan.warmup;
  of_step.duration = plan.duration;
  of_step.timeout = kTimeout;
  of_step.grace = kGraceOfStep;
  of_step.seed = plan.seed + static_cast<std::uint64_t>(round);
  if (plan.kind == LoadKind::kRates) {
    of_step.connections = plan.connections;
    of_step.open_loop = OpenLoop{{load}, ArrivalKind::kPoisson};
  } else {
    of_step.connections = static_cast<unsigned>(load);
  }
  of_step.threads = std::min(plan.threads, of_step.connections);
  return of_step;
}

}  // namespace lab
