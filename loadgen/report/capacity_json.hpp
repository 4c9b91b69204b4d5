// A capacity search as JSON: every step of every server. `loadgen plan --from` reads it.
#pragma once

#include <boost/json/value.hpp>

#include "loadgen/capacity/facts.hpp"

namespace lab {

boost::json::value capacity_json(const CapacityReport& report);

}  // namespace lab
