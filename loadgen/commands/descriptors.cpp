// Compares with the limit of open files.
#include "loadgen/commands/descriptors.hpp"

#include "common/machine.hpp"

namespace lab {

Result<void> allow_connections(unsigned connections, unsigned threads) {
  const auto spare = 16 + 8 * std::uint64_t{threads};
  const auto limit = raise_descriptor_limit();
  if (connections + spare <= limit) return {};
  return problem(
      "{} connections need more than the {} open files this process may have; raise it with ulimit "
      "-Hn",
      connections, limit);
}

}  // namespace lab
