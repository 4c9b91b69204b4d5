// What the subcommands share.
#include "loadgen/commands/command.hpp"

#include <fmt/format.h>

#include <random>

namespace lab {

std::uint64_t random_seed() { return std::random_device{}() % 1'000'000; }

int fail(std::string_view command, const Problem& problem, int code) {
  fmt::print(stderr, "loadgen {}: {}\n", command, problem.text);
  return code;
}

}  // namespace lab
