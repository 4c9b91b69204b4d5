// Makes one run of several that loaded the same server from different machines.
#pragma once

#include <string>
#include <vector>

#include "common/result.hpp"
#include "loadgen/engine/plan.hpp"
#include "loadgen/engine/result.hpp"

namespace lab {

/// What a report of a run was written from.
struct SavedRun {
  LoadPlan plan;
  RunResult result;
  std::vector<std::string> notes;
};

struct NamedRun {
  std::string name;  // of its file
  SavedRun run;
};

/// The runs as one: facts merged without loss, connections, threads, requests and open-loop rates
/// added up, and notes on what was merged and where the sum misleads. Of several runs, what the
/// cores of their machines did is left out: nothing tells which were on the same one. A problem
/// that names the first run whose method, mix, loop or keep-alive is another than the first one's,
/// or that is there twice. At least one.
Result<SavedRun> merge_runs(const std::vector<NamedRun>& runs);

}  // namespace lab
