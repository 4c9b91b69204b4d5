// What a sweep measured, step by step.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "loadgen/lab/server_use.hpp"
#include "loadgen/stats/run_summary.hpp"
#include "loadgen/sweep/plan.hpp"

namespace lab {

/// One load on one server, once.
struct StepFacts {
  RunSummary load;
  std::optional<ServerUse> use;  // none without an admin port
};

/// In the order of the plan's loads; none of those that were not reached.
using SweepRound = std::vector<std::optional<StepFacts>>;

struct SweptServer {
  std::string name;
  std::optional<Deployment> deployment;  // unknown without an admin port that tells
  std::vector<SweepRound> rounds;        // as many as planned
};

struct Sweep {
  SweepPlan plan;
  std::string title;  // what was asked for: a URL, or the pipeline of our own servers
  std::vector<SweptServer> servers;
};

}  // namespace lab
