// Finds the subcommand, or says which there are.
#include "common/program.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <string>

#include "common/http/query.hpp"
#include "common/stderr.hpp"

namespace lab {
namespace {

std::string help_text(const Program& program) {
  auto text = fmt::format("{} {}: {}\n\n", program.name, LAB_VERSION, program.summary);
  for (const auto& row : program.subcommands) {
    text += fmt::format("  {} {:<10}{}\n", program.name, row.name, row.summary);
  }
  return text + fmt::format("\n`{} NAME --help` lists the options of each.\n", program.name);
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
  print_to_stderr("{0}: there is no command '{1}'; `{0} --help` lists them\n", program.name,
                  printable(name));
  return kExitUsage;
}

int run(const Program& program, int argc, const char* const* argv) {
  if (argc < 2) {
    put_to_stderr(help_text(program));
    return kExitUsage;
  }
  const std::string_view name = argv[1];
  if (is_one_of(name, {"help", "--help", "-h"})) {
    fmt::print("{}", help_text(program));
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
  print_to_stderr("{}: {}\n", program.name, error.what());
  return kExitFailed;
}

}  // namespace lab
