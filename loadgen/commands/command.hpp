// What the subcommands of loadgen have in common.
#pragma once

#include <string>
#include <vector>

namespace lab {

/// Exit codes of loadgen.
inline constexpr int kExitGood = 0;
inline constexpr int kExitFailed = 1;  // the run failed, or no good reply came
inline constexpr int kExitUsage = 2;
inline constexpr int kExitInterrupted = 130;  // after Ctrl-C, with the report so far

/// Carries a subcommand out with the words behind its name; returns the exit code.
using CommandFunction = int (*)(const std::vector<std::string>& arguments);

int run_command(const std::vector<std::string>& arguments);
int compare_command(const std::vector<std::string>& arguments);

}  // namespace lab
