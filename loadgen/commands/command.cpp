// What the subcommands share.
#include "loadgen/commands/command.hpp"

#include <fmt/format.h>

#include <random>

#include "common/stderr.hpp"

namespace lab {

std::uint64_t random_seed() { return std::random_device{}() % 1'000'000; }

int fail(std::string_view command, const Problem& problem, int code) {
  print_to_stderr("loadgen {}: {}\n", command, problem.text);
  return code;
}

}  // namespace lab
