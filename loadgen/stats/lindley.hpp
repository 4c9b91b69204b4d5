// What each request of a given schedule waits for, exactly: Lindley's recursion, no distribution
// assumed.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "common/clock.hpp"

namespace lab {

/// One request to a queue.
struct Visit {
  Duration arrival{};  // offset from a start at which the queue is idle; not below zero
  Duration service{};  // how long it holds its server; not below zero
};

/// A visit for each arrival, as Arrivals (engine/schedule.hpp) gives them, all of the same service.
std::vector<Visit> equal_visits(std::span<const Duration> arrivals, Duration service);

/// The wait before service of each visit, in their order, which is that of their arrivals and in
/// which they are served by whichever of the `servers` is free first. For one server it is
/// D. V. Lindley's W(n+1) = max(0, W(n) + service(n) - gap(n)) (Proc. Camb. Phil. Soc. 48 (1952)
/// 277), for more Kiefer and Wolfowitz's extension (1955). Exact in nanoseconds.
std::vector<Duration> lindley_waits(std::span<const Visit> visits, unsigned servers = 1);

/// What someone who came at each of `moments` would wait and who, once served, holds no server: the
/// delay of innocent requests behind `visits`. A visit that arrives at the very moment is ahead.
/// Both in the order of time.
std::vector<Duration> lindley_delays(std::span<const Visit> visits,
                                     std::span<const Duration> moments, unsigned servers = 1);

/// The same where only `places` visits find room at once, in service or waiting, and who comes when
/// all are taken is refused: none. Who leaves at that very moment has made room.
std::vector<std::optional<Duration>> admitted_waits(std::span<const Visit> visits, unsigned servers,
                                                    std::size_t places);

/// Of waits in any order, at least one: the mean, and the nearest-rank percentile, 0 < `percent` <=
/// 100.
Duration mean_of(std::span<const Duration> waits);
Duration percentile_of(std::vector<Duration> waits, double percent);

}  // namespace lab
