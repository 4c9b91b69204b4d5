// Carries a sweep out: every load on every server, in rounds.
#pragma once

#include <functional>

#include "common/result.hpp"
#include "loadgen/compare/contestant.hpp"
#include "loadgen/engine/load.hpp"
#include "loadgen/sweep/facts.hpp"
#include "loadgen/sweep/progress.hpp"

namespace lab {

using SweepWatcher = std::function<GoOn(const SweepProgress&)>;

/// Measures into `sweep`, whose plan and title are set and whose servers are not; what is whole
/// stays there whatever happens then. Ends early when the watcher says so. A problem when a server
/// cannot be started or reached. Each step begins on an idle server: a fresh one, one whose admin
/// port says so, or one that was left alone for a moment.
Result<void> run_sweep(Sweep& sweep, const Contestants& contestants, const SweepWatcher& watch);

}  // namespace lab
