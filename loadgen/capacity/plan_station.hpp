// How busy an instance may be: the utilisation that an objective implies.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/clock.hpp"
#include "loadgen/capacity/plan_objective.hpp"

namespace lab {

/// What is known of how long requests hold a server.
enum class Spread {
  kConstant,    // always the same: M/D/1 where a queue has one server
  kExponential  // unknown, or shared in time slices: M/M/c. Sharing makes the mean wait that of
                // M/M/c whatever the spread (processor sharing is insensitive to it).
};

/// Where requests queue in an instance: `queues` of `servers` each, between which they are dealt
/// out evenly. `holds` above zero.
struct Station {
  std::string name;  // "event loop"
  unsigned queues = 1;
  unsigned servers = 1;  // of each queue
  Duration holds{};      // a server, a request
  Spread spread = Spread::kExponential;

  /// Requests a second at most: queues * servers / holds.
  double capacity() const;
  /// "M/D/1", "M/M/4".
  std::string queue_name() const;
  /// The wait that `objective` looks at, at `rate` below capacity().
  Duration wait(double rate, const LatencyObjective& objective) const;
  Duration mean_wait(double rate) const;
};

/// A plan goes no higher: above it a forecast that is 1 % wrong means overload.
inline constexpr double kMostUtilisation = 0.99;

/// What an instance does with a request: its stations, and the time that it takes when it is alone.
struct Instance {
  std::vector<Station> stations;  // at least one
  Duration alone{};
  std::string alone_formula;  // what `alone` comes of, and with the numbers put in
  std::string alone_numbers;
};

/// The latency that `objective` looks at: alone, and a wait at each station. Adding percentiles of
/// independent waits is on the safe side.
Duration latency_at(const Instance& instance, double rate, const LatencyObjective& objective);

/// The share of requests that take longer than `limit` at `rate`, by the same sum: 1 - the greatest
/// percentile that keeps it. What is below one in 10^9 is 0.
double share_later(const Instance& instance, double rate, Duration limit);

/// The least of the stations' capacities, and which it is.
const Station& tightest(const Instance& instance);

/// Up to where objectives are kept.
struct UtilisationTarget {
  double rate = 0;
  double utilisation = 0;     // of the tightest station
  std::size_t objective = 0;  // the one that binds
  bool capped = false;        // at kMostUtilisation: the objectives would allow more
};

/// The greatest rate at which every objective is kept, by bisection: latencies rise with the rate.
/// None when one cannot be kept by a request that is alone. `objectives` not empty.
std::optional<UtilisationTarget> utilisation_target(
    const Instance& instance, const std::vector<LatencyObjective>& objectives);

}  // namespace lab
