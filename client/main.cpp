// client: the table of its subcommands.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <exception>
#include <string_view>

#include "client/command.hpp"
#include "common/http/query.hpp"

namespace {

struct Row {
  std::string_view name;
  std::string_view summary;
  lab::CommandFunction function;
};

constexpr std::array kRows{
    Row{"get", "one request: the reply, its times, and who answered", lab::get_command},
    Row{"timeline", "several requests at once: a bar each on a common time axis",
        lab::timeline_command},
};

void print_help(std::FILE* out) {
  fmt::print(out, "client {}: asks a server and shows what happened\n\n", LAB_VERSION);
  for (const auto& row : kRows) fmt::print(out, "  client {:<10}{}\n", row.name, row.summary);
  fmt::print(out, "\n`client NAME --help` lists the options of each.\n");
}

int run_named(std::string_view name, const std::vector<std::string>& arguments) {
  const auto* row = std::find_if(kRows.begin(), kRows.end(),
                                 [&](const Row& candidate) { return candidate.name == name; });
  if (row != kRows.end()) return row->function(arguments);
  fmt::print(stderr, "client: there is no command '{}'; `client --help` lists them\n",
             lab::printable(name));
  return lab::kExitUsage;
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc < 2) {
    print_help(stderr);
    return lab::kExitUsage;
  }
  const std::string_view name = argv[1];
  if (name == "help" || name == "--help" || name == "-h") {
    print_help(stdout);
    return lab::kExitGood;
  }
  if (name == "--version") {
    fmt::print("{}\n", LAB_VERSION);
    return lab::kExitGood;
  }
  return run_named(name, {argv + 2, argv + argc});
} catch (const std::exception& error) {
  fmt::print(stderr, "client: {}\n", error.what());
  return lab::kExitFailed;
}
