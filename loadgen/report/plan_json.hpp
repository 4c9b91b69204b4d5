// A plan as JSON: what was asked and assumed, each candidate, each formula with its numbers.
#pragma once

#include <boost/json/value.hpp>

#include "loadgen/capacity/plan.hpp"

namespace lab {

boost::json::value plan_json(const CapacityPlan& plan);

}  // namespace lab
