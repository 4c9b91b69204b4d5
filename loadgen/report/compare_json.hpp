// A comparison as JSON: every round of every cell, and the verdicts.
#pragma once

#include <boost/json/value.hpp>

#include "loadgen/compare/verdict.hpp"

namespace lab {

boost::json::value compare_json(const Comparison& comparison,
                                const std::vector<RowVerdict>& verdicts);

}  // namespace lab
