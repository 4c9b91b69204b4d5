// Figures and the machine as JSON, the same in every report.
#pragma once

#include <boost/json/value.hpp>
#include <optional>
#include <string_view>

#include "common/machine.hpp"
#include "loadgen/experiment/quantity.hpp"
#include "loadgen/stats/latency_summary.hpp"
#include "loadgen/stats/run_summary.hpp"

namespace lab {

/// Null, or {"ms", "at_least", "few_samples"}.
boost::json::value figure_json(const std::optional<Figure>& figure);
/// A figure a name: min, mean, stdev, p50, p90, p99, p99.9, p99.99, max.
boost::json::value latency_json(const LatencySummary& latency);
/// Null when there is none.
boost::json::value rate_json(PerSecond rate);
/// Null for infinity and "not a number", which JSON does not know, and for none.
boost::json::value number_json(const std::optional<double>& number);
/// "processor", null where it is not known, "system" and "cores".
boost::json::value machine_json(const MachineText& machine);
/// "per_second", "seconds", "bytes", "count", "share", "times".
std::string_view unit_name(Unit unit);
/// A count a class, zeros included.
boost::json::value outcomes_json(const OutcomeCounts& outcomes);

}  // namespace lab
