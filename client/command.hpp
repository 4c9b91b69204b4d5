// The subcommands of client. They exit with kExitGood when every reply was 2xx or 3xx, with
// kExitFailed when one was missing or an error.
#pragma once

#include <string>
#include <vector>

#include "common/program.hpp"

namespace lab {

int get_command(const std::vector<std::string>& arguments);
int timeline_command(const std::vector<std::string>& arguments);

}  // namespace lab
