// Measures one server under one workload, once.
#pragma once

#include "common/result.hpp"
#include "loadgen/compare/contestant.hpp"
#include "loadgen/compare/facts.hpp"
#include "loadgen/engine/load.hpp"

namespace lab {

struct CellResult {
  CellFacts facts;
  std::optional<Deployment> deployment;
};

/// How long a cell warms up: one latency of it and half of one more (100 to 500 ms), since a
/// blocked loop answers in bursts, a latency apart, and the window should begin between two of
/// them; half a second of work whose demand nobody knows, that and a request's time in open loop,
/// and 3 s on a server that does not tell how it runs.
Duration warmup_of(const Workload& workload, const std::optional<Deployment>& deployment);

/// Starts on an idle server, warms up, measures for `duration`. `watch` may end it early; then
/// nothing comes back, since a cell that was cut short is not comparable.
Result<std::optional<CellResult>> measure_cell(const Contestant& contestant,
                                               const Workload& workload, Duration duration,
                                               const Watcher& watch);

}  // namespace lab
