// What one of our server's work endpoints demands of whoever serves it, by its URL.
#pragma once

#include <optional>
#include <string_view>

#include "loadgen/stats/demand.hpp"

namespace lab {

/// Of "/io?ms=20", "/block?..", "/cpu?..", "/mix?.." and "/work?do=..", with the server's own
/// defaults. None of any other target, of demands that depend on the machine, and of parameters
/// that the server would refuse.
std::optional<Demand> demand_of_target(std::string_view target);

}  // namespace lab
