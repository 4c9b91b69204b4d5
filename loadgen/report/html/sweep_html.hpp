// A sweep as a report to project on a wall: one file that needs nothing else.
#pragma once

#include <string>
#include <vector>

#include "loadgen/report/html/provenance.hpp"
#include "loadgen/sweep/summary.hpp"

namespace lab {

std::string sweep_html(const Sweep& sweep, const std::vector<ServerSummary>& summaries,
                       const Provenance& provenance);

}  // namespace lab
