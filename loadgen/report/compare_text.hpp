// A comparison as a table a row of workloads, at most 80 columns wide.
#pragma once

#include <string>

#include "loadgen/compare/progress.hpp"
#include "loadgen/compare/verdict.hpp"

namespace lab {

std::string compare_text(const Comparison& comparison, const std::vector<RowVerdict>& verdicts);

/// What is being measured and how long it still takes.
std::string compare_progress_text(const ComparisonProgress& at);

}  // namespace lab
