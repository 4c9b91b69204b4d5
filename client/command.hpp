// What the subcommands of client have in common.
#pragma once

#include <string>
#include <vector>

#include "common/result.hpp"

namespace lab {

/// Exit codes of client.
inline constexpr int kExitGood = 0;    // every reply was 2xx or 3xx
inline constexpr int kExitFailed = 1;  // no reply, or an error status
inline constexpr int kExitUsage = 2;

/// Carries a subcommand out with the words behind its name; returns the exit code.
using CommandFunction = int (*)(const std::vector<std::string>& arguments);

int get_command(const std::vector<std::string>& arguments);
int timeline_command(const std::vector<std::string>& arguments);

}  // namespace lab
