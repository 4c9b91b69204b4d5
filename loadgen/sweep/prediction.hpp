// What queueing theory says of each load of a sweep, and what that is taken from.
#pragma once

#include <optional>

#include "common/clock.hpp"
#include "loadgen/stats/demand.hpp"
#include "loadgen/sweep/plan.hpp"

namespace lab {

/// None of what cannot be predicted; no latency where a queue would grow for ever.
struct PredictedStep {
  std::optional<double> per_second;
  std::optional<Duration> latency;  // mean

  friend bool operator==(const PredictedStep&, const PredictedStep&) = default;
};

/// What the lowest load showed.
struct LowestStep {
  double load = 0;
  Duration latency{};                       // mean
  std::optional<Duration> cpu_per_request;  // of the server; none without an admin port
};

/// What predictions rest on.
struct Basis {
  enum class From {
    kNothing,
    kTarget,      // the demands that the target names
    kLowestLoad,  // what was measured there, taken for a request that waits for nobody
  };
  From from = From::kNothing;
  Demand demand;
  std::optional<Deployment> deployment;
};

/// kTarget where the server tells how it runs and the target what it demands. Else the lowest load:
/// in a closed loop that of a single client, whose latency R is the request itself; in an open loop
/// the lowest rate, whose waits are taken for none. Its CPU time S is by the admin port, and the
/// rest of R is waiting. kNothing without such a step.
Basis basis_of(const SweepPlan& plan, const std::optional<Deployment>& deployment,
               const std::optional<LowestStep>& lowest);

/// By the bottleneck law (demand.hpp), of any number of clients in between too. Without a
/// deployment they are the only limit, N / R.
PredictedStep predict_clients(const Basis& basis, double clients);

/// With random arrivals (M): served are as many as come, up to the capacity. Latency is the
/// demands and the waits for what a request has to queue for (waiting.hpp). A service of kTarget
/// always takes the same time, one of kLowestLoad is of unknown spread and taken for exponential.
/// Nothing without a deployment.
PredictedStep predict_rate(const Basis& basis, double rate);

PredictedStep predict(LoadKind kind, const Basis& basis, double load);

}  // namespace lab
