// A capacity search in the terminal: a line a step while it goes on, then a table of servers.
#pragma once

#include <string>

#include "loadgen/capacity/facts.hpp"

namespace lab {

/// Above the lines of steps.
std::string capacity_steps_header();
/// The last step of a server, in a line.
std::string capacity_step_line(const ServerCapacity& server);
/// What is being offered and how much of the time is over.
std::string capacity_progress_text(const std::string& server, double rate, Duration spent,
                                   Duration budget);

std::string capacity_text(const CapacityReport& report);

}  // namespace lab
