// A comparison as a report to project on a wall: one file that needs nothing else.
#pragma once

#include <string>
#include <vector>

#include "loadgen/compare/verdict.hpp"
#include "loadgen/report/html/provenance.hpp"

namespace lab {

std::string compare_html(const Comparison& comparison, const std::vector<RowVerdict>& verdicts,
                         const Provenance& provenance);

}  // namespace lab
