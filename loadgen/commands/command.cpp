// What the subcommands share.
#include "loadgen/commands/command.hpp"

#include <fmt/format.h>

namespace lab {

int fail(std::string_view command, const Problem& problem, int code) {
  fmt::print(stderr, "loadgen {}: {}\n", command, problem.text);
  return code;
}

}  // namespace lab
