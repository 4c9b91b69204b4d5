// Runs and their plans as the tests of reports need them.
#pragma once

#include <string>
#include <vector>

#include "loadgen/engine/plan.hpp"
#include "loadgen/engine/result.hpp"
#include "loadgen/stats/run_summary.hpp"

namespace lab {

/// Ten seconds after one of warm-up, on 127.0.0.1:8080.
LoadPlan plan_of(std::vector<MixEntry> mix);

/// So many requests more that were due and ended like that.
void add(EntryFacts& entry, Outcome outcome, Duration time, int times);

/// Of a closed loop with failures, and of an open one.
RunResult closed_result();
RunResult open_result();

/// The result as one of several rounds.
RunSummary summary_of_rounds(const LoadPlan& plan, const RunResult& result);

std::string text_of(const LoadPlan& plan, const RunResult& result,
                    const std::vector<std::string>& notes = {});

}  // namespace lab
