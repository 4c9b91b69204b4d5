// A sweep as a table, two curves and the law that fits them, at most 80 columns wide.
#pragma once

#include <string>
#include <vector>

#include "loadgen/report/live_text.hpp"
#include "loadgen/sweep/progress.hpp"
#include "loadgen/sweep/summary.hpp"

namespace lab {

/// `summaries`: one a server.
std::string sweep_text(const Sweep& sweep, const std::vector<ServerSummary>& summaries,
                       Glyphs glyphs);

/// What is being measured and how long it still takes.
std::string sweep_progress_text(const SweepProgress& at);

}  // namespace lab
