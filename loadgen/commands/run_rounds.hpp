// The rounds of `loadgen run`, one after another.
#pragma once

#include <optional>
#include <vector>

#include "common/result.hpp"
#include "loadgen/commands/run_options.hpp"
#include "loadgen/engine/result.hpp"
#include "loadgen/stats/rounds.hpp"

namespace lab {

struct RoundsRun {
  RunResult result;               // of all rounds
  std::vector<RoundRow> rounds;   // as many as there were
  std::optional<Problem> broken;  // why the next one could not run
};

/// Repeats the load with a live view on stderr. Ctrl-C ends the round under way and those to
/// come. Without any round there is a reason in `broken`.
RoundsRun run_rounds(const RunOptions& options);

}  // namespace lab
