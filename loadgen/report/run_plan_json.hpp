// The plan of a run as JSON, and back.
#pragma once

#include <boost/json/value.hpp>

#include "common/json_place.hpp"
#include "loadgen/engine/plan.hpp"

namespace lab {

boost::json::value run_plan_json(const LoadPlan& plan);

/// The plan of a report. Headers and body are not in it.
LoadPlan read_run_plan(const JsonPlace& place);

}  // namespace lab
