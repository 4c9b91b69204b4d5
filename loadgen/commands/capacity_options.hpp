// What `loadgen capacity` was asked to do.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "loadgen/capacity/run_capacity.hpp"
#include "loadgen/compare/matrix.hpp"

namespace lab {

struct CapacityOptions {
  CapacitySetup plan;
  std::optional<Url> url;         // none: servers of ours are started
  std::optional<Url> admin;       // of that
  std::vector<ServerKind> kinds;  // to start; empty when there is a URL
  std::string workload;           // a pipeline of /work, of those
  std::string json;               // a path, "-", or empty
  std::string html;               // likewise
  std::string help;               // not empty: print it and do nothing
};

/// `random_seed` is used unless --seed is given.
Result<CapacityOptions> parse_capacity_options(const std::vector<std::string>& arguments,
                                               std::uint64_t random_seed);

}  // namespace lab
