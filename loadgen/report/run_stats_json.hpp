// The statistics of a run as JSON: intervals, rounds, expectations, bars.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "loadgen/stats/run_summary.hpp"

namespace lab {

/// Of p50, p90, p99 and p99.9: null, or low, high and whether they allow for seconds that differ.
boost::json::value intervals_json(const PercentileIntervals& intervals);
boost::json::value bars_json(const std::vector<LatencyBar>& bars);
/// Null when there is none.
boost::json::value fairness_json(const std::optional<Fairness>& fairness);
boost::json::value machine_json(const std::optional<MachineSummary>& machine);

/// Adds "rounds", "across_rounds" and "expectations".
void add_verdicts(boost::json::object& report, const RunSummary& summary);

}  // namespace lab
