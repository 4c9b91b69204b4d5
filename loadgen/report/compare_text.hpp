// A comparison as a table a row of workloads, at most 80 columns wide.
#pragma once

#include <string>

#include "loadgen/compare/verdict.hpp"

namespace lab {

std::string compare_text(const Comparison& comparison, const std::vector<RowVerdict>& verdicts);

/// What is being measured and how long it still takes, from how long the cells so far took.
std::string compare_progress_text(std::string_view workload, std::string_view server,
                                  std::size_t cell, std::size_t cells, Duration elapsed);

}  // namespace lab
