// What `loadgen compare` was asked to do.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "loadgen/compare/comparison.hpp"
#include "loadgen/lab/targets.hpp"

namespace lab {

struct CompareOptions {
  ComparisonPlan plan;
  std::vector<ServerKind> kinds;      // to start; empty when there are targets
  std::vector<TargetServer> targets;  // from --target, else from `targets_variable`
  std::string json;                   // a path, "-", or empty
  std::string html;                   // likewise
  std::string help;                   // not empty: print it and do nothing
};

/// Those of server_kinds() that a list such as "thread,async" names, each once, in its order.
Result<std::vector<ServerKind>> parse_servers(std::string_view list);
/// "process, thread, async, hybrid".
std::string server_kind_names();

/// `targets_variable`: the value of LOADGEN_TARGETS, or empty.
Result<CompareOptions> parse_compare_options(const std::vector<std::string>& arguments,
                                             const std::string& targets_variable);

}  // namespace lab
