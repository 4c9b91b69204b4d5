// loadgen: the table of its subcommands.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <exception>
#include <string_view>

#include "loadgen/commands/command.hpp"

namespace {

struct Row {
  std::string_view name;
  std::string_view summary;
  lab::CommandFunction function;
};

constexpr std::array kRows{
    Row{"run", "load a server and report what it did", lab::run_command},
    Row{"compare", "measure every model under every workload and say which wins where",
        lab::compare_command},
};

void print_help() {
  fmt::print("loadgen {}: an HTTP load generator that tells the truth\n\n", LAB_VERSION);
  for (const auto& row : kRows) fmt::print("  loadgen {:<10}{}\n", row.name, row.summary);
  fmt::print("\n`loadgen NAME --help` lists the options of each.\n");
}

}  // namespace

int main(int argc, char** argv) try {
  const std::string_view name = argc > 1 ? argv[1] : "help";
  if (name == "help" || name == "--help" || name == "-h") {
    print_help();
    return lab::kExitGood;
  }
  const auto* row = std::find_if(kRows.begin(), kRows.end(),
                                 [&](const Row& candidate) { return candidate.name == name; });
  if (row == kRows.end()) {
    fmt::print(stderr, "loadgen: there is no command '{}'; `loadgen help` lists them\n", name);
    return lab::kExitUsage;
  }
  return row->function({argv + 2, argv + argc});
} catch (const std::exception& error) {
  fmt::print(stderr, "loadgen: {}\n", error.what());
  return lab::kExitFailed;
}
