// The subcommands of loadgen. They exit with kExitFailed when they could not run or no good reply
// came.
#pragma once

#include <string>
#include <vector>

#include "common/program.hpp"

namespace lab {

int run_command(const std::vector<std::string>& arguments);
int merge_command(const std::vector<std::string>& arguments);
int compare_command(const std::vector<std::string>& arguments);

}  // namespace lab
