// A sweep as JSON: every round of every step, and what follows from them.
#pragma once

#include <boost/json/value.hpp>
#include <vector>

#include "common/machine.hpp"
#include "loadgen/sweep/summary.hpp"

namespace lab {

/// Described by sweep.schema.json.
boost::json::value sweep_json(const Sweep& sweep, const std::vector<ServerSummary>& summaries,
                              const MachineText& machine);

}  // namespace lab
