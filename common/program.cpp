// Finds the subcommand, or says which there are.
#include "common/program.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <exception>

#include "common/http/query.hpp"

namespace lab {
namespace {

void print_help(const Program& program, std::FILE* out) {
  fmt::print(out, "{} {}: {}\n\n", program.name, LAB_VERSION, program.summary);
  for (const auto& row : program.subcommands) {
    fmt::print(out, "  {} {:<10}{}\n", program.name, row.name, row.summary);
  }
  fmt::print(out, "\n`{} NAME --help` lists the options of each.\n", program.name);
}

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

int carry_out(const Program& program, std::string_view name,
              const std::vector<std::string>& arguments) {
  const auto& rows = program.subcommands;
  const auto row = std::find_if(rows.begin(), rows.end(), [&](const Subcommand& candidate) {
    return candidate.name == name;
  });
  if (row != rows.end()) return row->carry_out(arguments);
  fmt::print(stderr, "{0}: there is no command '{1}'; `{0} --help` lists them\n", program.name,
             printable(name));
  return kExitUsage;
}

int run(const Program& program, int argc, const char* const* argv) {
  if (argc < 2) {
    print_help(program, stderr);
    return kExitUsage;
  }
  const std::string_view name = argv[1];
  if (is_one_of(name, {"help", "--help", "-h"})) {
    print_help(program, stdout);
    return kExitGood;
  }
  if (name == "--version") {
    fmt::print("{}\n", LAB_VERSION);
    return kExitGood;
  }
  return carry_out(program, name, {argv + 2, argv + argc});
}

}  // namespace

int run_program(const Program& program, int argc, const char* const* argv) try {
  return run(program, argc, argv);
} catch (const std::exception& error) {
  fmt::print(stderr, "{}: {}\n", program.name, error.what());
  return kExitFailed;
}

}  // namespace lab
