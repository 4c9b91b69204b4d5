// A server that takes part in a comparison: started afresh for every cell, or somebody else's.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/result.hpp"
#include "loadgen/compare/matrix.hpp"
#include "loadgen/lab/targets.hpp"

namespace lab {

/// An idle server, ready to be measured. Ends with the cell.
class Arena {
 public:
  virtual ~Arena() = default;
  virtual const Url& url() const = 0;
  virtual const Url* admin() const = 0;  // null: it has none
};

class Contestant {
 public:
  virtual ~Contestant() = default;
  virtual const std::string& name() const = 0;
  /// Makes the server idle and ready for `workload`.
  virtual Result<std::unique_ptr<Arena>> enter(const Workload& workload) const = 0;
};

using Contestants = std::vector<std::unique_ptr<Contestant>>;

/// Servers of ours, started from `binary` for each cell.
Contestants start_our_own(const std::string& binary, const std::vector<ServerKind>& kinds);
/// Servers that run already; each is waited for until it is idle.
Contestants use_targets(std::vector<TargetServer> targets);

}  // namespace lab
