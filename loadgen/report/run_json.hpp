// The report of one run for programs; run.schema.json describes it.
#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <vector>

#include "loadgen/engine/plan.hpp"
#include "loadgen/engine/result.hpp"
#include "loadgen/stats/run_summary.hpp"

namespace lab {

boost::json::value run_json(const LoadPlan& plan, const RunResult& result,
                            const RunSummary& summary, const std::vector<std::string>& notes);

}  // namespace lab
