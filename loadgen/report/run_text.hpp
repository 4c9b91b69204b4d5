// The report of one run for people: plain text, at most 80 columns.
#pragma once

#include <string>
#include <vector>

#include "loadgen/engine/plan.hpp"
#include "loadgen/engine/result.hpp"
#include "loadgen/stats/run_summary.hpp"

namespace lab {

/// `notes` are sentences about how the plan was changed to fit.
std::string run_text(const LoadPlan& plan, const RunResult& result, const RunSummary& summary,
                     const std::vector<std::string>& notes);

}  // namespace lab
