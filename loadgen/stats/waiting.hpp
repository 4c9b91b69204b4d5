// How long requests wait under each concurrency model: the formulas of queueing.hpp, put together.
#pragma once

#include <optional>

#include "common/clock.hpp"
#include "loadgen/stats/demand.hpp"

namespace lab {

/// How service times differ from request to request.
enum class Spread { kNone, kExponential };

/// The mean wait, in an open loop of random arrivals (M), for all that a request has to queue for:
///   process  w workers, first come first served, each held for all of R and, where there are more
///            workers than cores, for the wait for a core too;
///   thread   k cores, shared out evenly among those who compute, S each. Shared like that the mean
///            depends on nothing but the mean of S (Baskett, Chandy, Muntz, Palacios, JACM 22
///            (1975) 248), so it is that of M/M/k;
///   async    w loops, each with an even part of the arrivals, held for S and what blocks; then its
///            pool of p threads or, where what the pool does computes and they are scarcer, the
///            cores as for threads.
/// Service times of no spread are M/D/c's, exponential ones M/M/c's. None where a queue grows for
/// ever.
std::optional<Duration> mean_wait(const Demand& demand, const Deployment& deployment, double rate,
                                  Spread spread);

/// How long a request of the process model holds its worker; none where the wait for a core grows
/// for ever.
std::optional<Duration> worker_held(const Demand& demand, const Deployment& deployment,
                                    double rate);

}  // namespace lab
