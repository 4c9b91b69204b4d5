// What a comparison measured, cell by cell.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "loadgen/compare/matrix.hpp"
#include "loadgen/lab/server_use.hpp"
#include "loadgen/stats/run_summary.hpp"

namespace lab {

/// One server under one workload, once.
struct CellFacts {
  RunSummary load;
  std::uint64_t clients = 0;
  std::uint64_t never_answered = 0;  // of those clients
  std::optional<ServerUse> use;      // none without an admin port
};

/// One server under one workload, in all rounds so far.
struct CellRounds {
  std::optional<Deployment> deployment;  // unknown without an admin port
  std::vector<CellFacts> rounds;
};

struct ComparisonRow {
  Workload workload;
  std::vector<CellRounds> cells;  // in the order of the servers
};

struct Comparison {
  int cores = 1;  // of this machine, that we may use
  int rounds_wanted = 0;
  Duration duration{};
  std::vector<std::string> servers;
  std::vector<ComparisonRow> rows;
};

}  // namespace lab
