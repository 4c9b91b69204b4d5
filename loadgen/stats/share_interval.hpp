// How far chance may have moved a share of requests: those that were too slow, those that failed.
#pragma once

#include <cstdint>
#include <span>

#include "loadgen/stats/confidence.hpp"
#include "loadgen/stats/percentile_interval.hpp"

namespace lab {

/// A 95 % interval of a share by E. B. Wilson's score (JASA 22 (1927) 209), within 0 and 1:
///   (k + z^2/2 -+ z sqrt(k (n-k)/n + z^2/4)) / (n + z^2).
/// It holds for few and for no cases: 0 of 380 is at most 1 %. Both are divided by `effect`, the
/// design effect of requests that come in clusters, and `reach` takes the place of z, as Korn and
/// Graubard do (Survey Methodology 24 (1998) 193). Of nothing: 0 to 1.
Interval share_interval(std::uint64_t cases, std::uint64_t of, double effect = 1,
                        double reach = 1.959964);

/// The same with both from the seconds of a run, in which requests are more alike than in others;
/// as of independent requests where there are fewer than kFewestBlocks. A block's `at_or_below` are
/// those that are no case.
Interval share_interval(std::uint64_t cases, std::uint64_t of, std::span<const Block> blocks);

}  // namespace lab
