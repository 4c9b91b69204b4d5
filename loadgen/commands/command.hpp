// The subcommands of loadgen. They exit with kExitFailed when they could not run or no good reply
// came.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/program.hpp"
#include "common/result.hpp"

namespace lab {

int run_command(const std::vector<std::string>& arguments);
int merge_command(const std::vector<std::string>& arguments);
int compare_command(const std::vector<std::string>& arguments);
int sweep_command(const std::vector<std::string>& arguments);
int advise_command(const std::vector<std::string>& arguments);
int lesson_command(const std::vector<std::string>& arguments);
int plan_command(const std::vector<std::string>& arguments);
int capacity_command(const std::vector<std::string>& arguments);

/// One that people can type.
std::uint64_t random_seed();

/// Says on stderr what is wrong, in one line that names the command. Returns `code`.
int fail(std::string_view command, const Problem& problem, int code);

}  // namespace lab
