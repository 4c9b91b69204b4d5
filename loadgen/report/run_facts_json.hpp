// All facts of a run as JSON, and back without loss: what makes reports of several machines one.
#pragma once

#include <boost/json/value.hpp>

#include "common/json_place.hpp"
#include "loadgen/engine/result.hpp"

namespace lab {

boost::json::value run_facts_json(const RunResult& result);

/// The facts as they were written. Everything is checked: what the place notes no fault of can be
/// merged with other runs and summarized.
RunResult read_run_facts(const JsonPlace& place);

}  // namespace lab
