// What `compare` compares: the servers it starts and the workloads it puts on them.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "loadgen/engine/plan.hpp"
#include "loadgen/stats/demand.hpp"

namespace lab {

struct ServerKind {
  std::string_view name;
  Model model;
  std::vector<std::string> options;
};

struct Workload {
  std::string_view name;
  std::string_view summary;
  std::vector<MixEntry> mix;
  unsigned connections;
  Demand demand;                     // mean of the mix
  std::vector<std::string> options;  // that servers are started with for it
  /// What limits whom in words, where its demand depends on the machine; empty elsewhere.
  std::string_view limits = {};
  std::optional<OpenLoop> open_loop = {};  // none: each client asks again once it was answered
};

/// The rows of the tables: servers, the workloads that are compared unless others are named, and
/// those of work that people recognise.
const std::vector<ServerKind>& server_kinds();
const std::vector<Workload>& workloads();
const std::vector<Workload>& real_workloads();

}  // namespace lab
