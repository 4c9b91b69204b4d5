// A plan as one HTML page.
#pragma once

#include <string>
#include <string_view>

#include "loadgen/capacity/plan.hpp"

namespace lab {

/// Nothing of it was measured here, so it names no machine.
std::string plan_html(const CapacityPlan& plan, std::string_view version);

}  // namespace lab
