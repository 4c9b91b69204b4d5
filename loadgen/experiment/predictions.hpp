// What follows from the very arrivals and draws of a load, for predictions.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "loadgen/experiment/loads.hpp"
#include "loadgen/stats/lindley.hpp"

namespace lab {

/// The visits of an open loop, in the order and with the draws of its mix that this seed gives,
/// from the start of its clock until its window ends. `services`: how long a request of each entry
/// holds its server, in the order of the mix.
std::vector<Visit> visits_of(const LoadSpec& load, std::span<const Duration> services,
                             std::uint64_t seed);

/// How long the requests of the mix's first entry wait, those that are due in the window.
std::vector<Duration> waits_of_first(const LoadSpec& load, std::span<const Duration> services,
                                     std::uint64_t seed, unsigned servers = 1);

/// The mean latency of the requests due in the window, at `servers` that take `service` for each
/// and have room for `places`, those in service included. A refused one is answered at once.
Duration mean_latency_of(const LoadSpec& load, Duration service, unsigned servers,
                         std::size_t places, std::uint64_t seed);

/// Of waits, at least one: the share above `limit`, 0 to 1.
double share_above(std::span<const Duration> waits, Duration limit);

}  // namespace lab
