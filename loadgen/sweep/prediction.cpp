// The formulas of stats/, put together for each model.
#include "loadgen/sweep/prediction.hpp"

#include <algorithm>
#include <limits>

#include "loadgen/stats/waiting.hpp"

namespace lab {
namespace {

Spread spread_of(const Basis& basis) {
  return basis.from == Basis::From::kTarget ? Spread::kNone : Spread::kExponential;
}

/// What the server can do for any number of clients.
double capacity(const Basis& basis) {
  const auto most = predict(basis.demand, *basis.deployment, std::numeric_limits<unsigned>::max());
  return most ? most->per_second : std::numeric_limits<double>::infinity();
}

}  // namespace

Basis basis_of(const SweepPlan& plan, const std::optional<Deployment>& deployment,
               const std::optional<LowestStep>& lowest) {
  if (plan.demand && deployment && plan.demand->total() > Duration::zero())
    return {Basis::From::kTarget, *plan.demand, deployment};
  const bool alone = lowest && (plan.kind == LoadKind::kRates || lowest->load == 1);
  if (!alone || lowest->latency <= Duration::zero()) return {};
  Demand demand;
  demand.cpu = std::min(lowest->cpu_per_request.value_or(Duration::zero()), lowest->latency);
  demand.wait = lowest->latency - demand.cpu;
  return {Basis::From::kLowestLoad, demand, lowest->cpu_per_request ? deployment : std::nullopt};
}

PredictedStep predict_clients(const Basis& basis, double clients) {
  if (basis.from == Basis::From::kNothing) return {};
  const auto alone = to_seconds(basis.demand.total());
  if (!basis.deployment) return {clients / alone, basis.demand.total()};
  const double served = std::min(clients / alone, capacity(basis));
  return {served, from_seconds(clients / served)};
}

PredictedStep predict_rate(const Basis& basis, double rate) {
  if (basis.from == Basis::From::kNothing || !basis.deployment) return {};
  const double most = capacity(basis);
  const auto wait = rate < most ? mean_wait(basis.demand, *basis.deployment, rate, spread_of(basis))
                                : std::nullopt;
  if (!wait) return {std::min(rate, most), std::nullopt};
  return {rate, basis.demand.total() + *wait};
}

PredictedStep predict(LoadKind kind, const Basis& basis, double load) {
  return kind == LoadKind::kRates ? predict_rate(basis, load) : predict_clients(basis, load);
}

}  // namespace lab
