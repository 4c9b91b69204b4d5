// Carries a sweep out: every load on every server, in rounds.
#pragma once

#include <functional>
#include <string_view>

#include "common/result.hpp"
#include "loadgen/compare/contestant.hpp"
#include "loadgen/engine/load.hpp"
#include "loadgen/sweep/facts.hpp"

namespace lab {

/// Told about ten times a second.
struct SweepProgress {
  LoadKind kind = LoadKind::kConnections;
  int round = 0;  // from 0
  int rounds = 0;
  std::size_t step = 0;  // of all steps of all rounds, from 0
  std::size_t steps = 0;
  double load = 0;
  std::string_view server;
  Duration left{};
};
using SweepWatcher = std::function<GoOn(const SweepProgress&)>;

/// Measures into `sweep`, whose plan and title are set and whose servers are not; what is whole
/// stays there whatever happens then. Ends early when the watcher says so. A problem when a server
/// cannot be started or reached. Each step begins on an idle server: a fresh one, one whose admin
/// port says so, or one that was left alone for a moment.
Result<void> run_sweep(Sweep& sweep, const Contestants& contestants, const SweepWatcher& watch);

}  // namespace lab
