// What `loadgen sweep` was asked to do.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "loadgen/compare/matrix.hpp"
#include "loadgen/lab/targets.hpp"
#include "loadgen/sweep/plan.hpp"

namespace lab {

struct SweepOptions {
  SweepPlan plan;
  std::string title;                   // what is swept, for people
  std::optional<TargetServer> target;  // of a URL
  std::vector<ServerKind> kinds;       // to start; empty when there is a URL
  std::string json;                    // a path, "-", or empty
  std::string html;                    // likewise
  std::string help;                    // not empty: print it and do nothing
};

/// `random_seed` is used unless --seed is given.
Result<SweepOptions> parse_sweep_options(const std::vector<std::string>& arguments,
                                         std::uint64_t random_seed);

/// "1,2,4,8": whole numbers, sorted, each once.
Result<std::vector<double>> parse_connection_list(std::string_view text);
/// "100,200/s,1k": rates, likewise.
Result<std::vector<double>> parse_rate_list(std::string_view text);

}  // namespace lab
