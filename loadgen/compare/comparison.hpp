// Runs a comparison: rounds of all cells, interleaved, so that what changes on the machine meets
// all.
#pragma once

#include <functional>

#include "loadgen/compare/cell.hpp"
#include "loadgen/compare/facts.hpp"
#include "loadgen/compare/progress.hpp"

namespace lab {

struct ComparisonPlan {
  std::vector<Workload> workloads;
  int rounds = 5;
  Duration duration = std::chrono::seconds(2);
};

using ComparisonWatcher = std::function<GoOn(const ComparisonProgress&)>;

/// The comparison as far as it came; ends early when the watcher says so. A problem when a server
/// cannot be started or reached.
Result<Comparison> run_comparison(const ComparisonPlan& plan, const Contestants& contestants,
                                  const ComparisonWatcher& watch);

}  // namespace lab
