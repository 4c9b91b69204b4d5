// Waits by model.
#include "loadgen/stats/waiting.hpp"

#include <algorithm>

#include "loadgen/stats/queueing.hpp"

namespace lab {
namespace {

using Wait = std::optional<Duration>;  // none where the queue grows for ever

Wait queue_wait(double rate, Duration service, int servers, Spread spread) {
  if (service <= Duration::zero()) return Duration::zero();
  const double rho = rate * to_seconds(service) / servers;
  if (rho >= 1) return std::nullopt;
  const auto c = static_cast<unsigned>(servers);
  if (spread == Spread::kExponential) return Mmc{rho, c, service}.mean_wait();
  return Mdc{rho, c, service}.mean_wait();
}

Wait wait_for_cores(const Demand& demand, const Deployment& d, double rate) {
  return queue_wait(rate, demand.computing(), d.cores, Spread::kExponential);
}

Wait wait_for_worker(const Demand& demand, const Deployment& d, double rate, Spread spread) {
  const auto held = worker_held(demand, d, rate);
  const auto wait = held ? queue_wait(rate, *held, d.workers, spread) : std::nullopt;
  if (!wait) return std::nullopt;
  return *wait + (*held - demand.total());
}

/// Requests that compute in the pool wait once, be it for a thread or for a core.
Wait wait_for_pool(const Demand& demand, const Deployment& d, double rate, Spread spread) {
  const auto threads = queue_wait(rate / d.workers, demand.pool, std::max(1, d.pool), spread);
  if (demand.pool_cpu <= Duration::zero()) return threads;
  const auto cores = wait_for_cores(demand, d, rate);
  if (!threads || !cores) return std::nullopt;
  return std::max(*threads, *cores);
}

Wait wait_for_loop(const Demand& demand, const Deployment& d, double rate, Spread spread) {
  const auto loop = queue_wait(rate / d.workers, demand.hold + demand.cpu, 1, spread);
  const auto pool = wait_for_pool(demand, d, rate, spread);
  if (!loop || !pool) return std::nullopt;
  return *loop + *pool;
}

}  // namespace

std::optional<Duration> worker_held(const Demand& demand, const Deployment& deployment,
                                    double rate) {
  if (deployment.workers <= deployment.cores) return demand.total();
  const auto for_core = wait_for_cores(demand, deployment, rate);
  if (!for_core) return std::nullopt;
  return demand.total() + *for_core;
}

std::optional<Duration> mean_wait(const Demand& demand, const Deployment& deployment, double rate,
                                  Spread spread) {
  switch (deployment.model) {
    case Model::kProcess:
      return wait_for_worker(demand, deployment, rate, spread);
    case Model::kThread:
      return wait_for_cores(demand, deployment, rate);
    case Model::kAsync:
      return wait_for_loop(demand, deployment, rate, spread);
  }
  return std::nullopt;
}

}  // namespace lab
