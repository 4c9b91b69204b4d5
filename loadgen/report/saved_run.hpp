// Reads what `loadgen run --json` wrote.
#pragma once

#include <string_view>

#include "loadgen/stats/merge_runs.hpp"

namespace lab {

/// The plan, the facts and the notes of a report; a problem in one line for every text that is not
/// such a report as a whole.
Result<SavedRun> parse_saved_run(std::string_view text);

}  // namespace lab
