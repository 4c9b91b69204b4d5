// The formulas of stats/, put together for each model.
#include "loadgen/sweep/prediction.hpp"

#include <algorithm>
#include <limits>

#include "loadgen/stats/queueing.hpp"

namespace lab {
namespace {

/// How service times differ.
enum class Spread { kNone, kExponential };

Spread spread_of(const Basis& basis) {
  return basis.from == Basis::From::kTarget ? Spread::kNone : Spread::kExponential;
}

/// None where the queue grows for ever.
std::optional<Duration> mean_wait(double rate, Duration service, int servers, Spread spread) {
  if (service <= Duration::zero()) return Duration::zero();
  const double rho = rate * to_seconds(service) / servers;
  if (rho >= 1) return std::nullopt;
  const auto c = static_cast<unsigned>(servers);
  if (spread == Spread::kExponential) return Mmc{rho, c, service}.mean_wait();
  return Mdc{rho, c, service}.mean_wait();
}

std::optional<Duration> wait_for_cores(const Basis& basis, double rate) {
  return mean_wait(rate, basis.demand.computing(), basis.deployment->cores, Spread::kExponential);
}

/// More workers than cores wait for those as well, and hold their request while they do.
std::optional<Duration> wait_for_workers(const Basis& basis, double rate) {
  const auto& [model, workers, cores, pool] = *basis.deployment;
  const auto for_core =
      workers > cores ? wait_for_cores(basis, rate) : std::optional(Duration::zero());
  if (!for_core) return std::nullopt;
  const auto held = basis.demand.total() + *for_core;
  const auto for_worker = mean_wait(rate, held, workers, spread_of(basis));
  if (!for_worker) return std::nullopt;
  return *for_worker + *for_core;
}

std::optional<Duration> wait_for_loop(const Basis& basis, double rate) {
  const auto& demand = basis.demand;
  const double of_loop = rate / basis.deployment->workers;
  const auto loop = mean_wait(of_loop, demand.hold + demand.cpu, 1, spread_of(basis));
  const auto pool =
      mean_wait(of_loop, demand.pool, std::max(1, basis.deployment->pool), spread_of(basis));
  if (!loop || !pool) return std::nullopt;
  return *loop + *pool;
}

std::optional<Duration> wait_of(const Basis& basis, double rate) {
  switch (basis.deployment->model) {
    case Model::kProcess:
      return wait_for_workers(basis, rate);
    case Model::kThread:
      return wait_for_cores(basis, rate);
    case Model::kAsync:
      return wait_for_loop(basis, rate);
  }
  return std::nullopt;
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
  const auto wait = rate < most ? wait_of(basis, rate) : std::nullopt;
  if (!wait) return {std::min(rate, most), std::nullopt};
  return {rate, basis.demand.total() + *wait};
}

PredictedStep predict(LoadKind kind, const Basis& basis, double load) {
  return kind == LoadKind::kRates ? predict_rate(basis, load) : predict_clients(basis, load);
}

}  // namespace lab
