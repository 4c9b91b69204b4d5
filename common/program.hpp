// A program made of subcommands: its help, its version, its exit codes.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lab {

inline constexpr int kExitGood = 0;
inline constexpr int kExitFailed = 1;
inline constexpr int kExitUsage = 2;
inline constexpr int kExitExpectation = 99;   // it ran, and not as it was expected to
inline constexpr int kExitInterrupted = 130;  // after Ctrl-C, with what there was to report

/// Carries a subcommand out with the words behind its name; returns the exit code.
using CommandFunction = int (*)(const std::vector<std::string>& arguments);

struct Subcommand {
  std::string_view name;
  std::string_view summary;
  CommandFunction carry_out;
};

struct Program {
  std::string_view name;
  std::string_view summary;
  std::span<const Subcommand> subcommands;
};

/// All of `main`: carries out the subcommand that is named. What it throws becomes one line.
int run_program(const Program& program, int argc, const char* const* argv);

}  // namespace lab
