// How many threads, connections or places: Erlang B and C read backwards, and bounds of a count.
#pragma once

#include "common/clock.hpp"
#include "loadgen/capacity/plan_objective.hpp"

namespace lab {

/// The least number of servers at which those who wait longer than `limit` are no more than the
/// objective allows (of the mean: at which the mean wait is within it), each request holding one
/// for `holds` on the average: Erlang C. At least 1; 0 when nothing holds one.
unsigned least_servers(double per_second, Duration holds, Duration limit,
                       const LatencyObjective& objective);

/// The least number of places at which no more than `share` of requests find none free: Erlang B.
/// However many may be refused, a plan carries its load: places for `erlangs`, the requests that
/// are in flight on the average, are the least. `share` above 0; at least 1.
unsigned least_places(double erlangs, double share);

/// Whether that many places are enough by the same rule, and how many erlangs at most are carried
/// by them. `places` and `share` above 0.
bool finds_places(double erlangs, unsigned places, double share);
double most_erlangs(unsigned places, double share);

/// What a Poisson number of that mean exceeds once in a thousand times: mean + 3.09 sqrt(mean).
double rare_count(double mean);
inline constexpr double kRareDeviations = 3.09;  // the 99.9 % quantile of a normal distribution

}  // namespace lab
