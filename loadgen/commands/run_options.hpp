// The command line of `loadgen run`.
#pragma once

#include <string>
#include <vector>

#include "common/result.hpp"
#include "loadgen/commands/outputs.hpp"
#include "loadgen/engine/plan.hpp"
#include "loadgen/stats/expectation.hpp"

namespace lab {

struct RunOptions {
  LoadPlan plan;                   // fit
  std::vector<std::string> notes;  // on how it was made so
  unsigned rounds = 1;
  std::vector<Expectation> expectations;
  Outputs outputs;
  bool quiet = false;  // no live view
  std::string help;    // not empty: asked for, to be printed instead of a run
};

/// "WEIGHT /path?query": a positive number, then what a request line may hold.
Result<MixEntry> parse_mix_entry(std::string_view text);

/// `random_seed` is used unless --seed is given.
Result<RunOptions> parse_run_options(const std::vector<std::string>& arguments,
                                     std::uint64_t random_seed);

}  // namespace lab
