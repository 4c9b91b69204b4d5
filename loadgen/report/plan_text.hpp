// A plan for the terminal: the answer, what it assumes, and each formula with its numbers.
#pragma once

#include <string>

#include "loadgen/capacity/plan.hpp"

namespace lab {

std::string plan_text(const CapacityPlan& plan);

}  // namespace lab
