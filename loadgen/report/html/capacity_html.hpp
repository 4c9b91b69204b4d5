// A capacity search as a report to project on a wall: one file that needs nothing else.
#pragma once

#include <string>

#include "loadgen/capacity/facts.hpp"

namespace lab {

std::string capacity_html(const CapacityReport& report);

}  // namespace lab
