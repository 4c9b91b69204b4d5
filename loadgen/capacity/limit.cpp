// Thresholds, in the order of causes.
#include "loadgen/capacity/limit.hpp"

namespace lab {
namespace {

constexpr double kAllOfIt = 0.9;    // of the cores: the rest is lost to whoever else runs
constexpr double kLoopFull = 0.85;  // of its one core, the rest likewise
constexpr double kMostLooks = 0.5;
/// A healthy loop on a busy machine is up to 5 ms late.
constexpr Duration kLate = std::chrono::milliseconds(25);

bool cpu_used_up(const ServerFill& fill) { return fill.cpu_share >= kAllOfIt * fill.cores; }

bool pool_used_up(const ServerFill& fill) {
  return fill.refused_by_pool > 0 || fill.pool_full >= kMostLooks;
}

bool loop_used_up(const ServerFill& fill) {
  if (fill.model != Model::kAsync || fill.workers < 1) return false;
  return fill.cpu_share >= kLoopFull * fill.workers || fill.lag >= kLate;
}

bool workers_used_up(const ServerFill& fill) {
  return fill.model == Model::kProcess && fill.workers_busy >= kMostLooks;
}

}  // namespace

std::string_view limit_name(FirstLimit limit) {
  return kLimitNames[static_cast<std::size_t>(limit)];
}

FirstLimit find_limit(const std::optional<ServerFill>& fill) {
  if (!fill || fill->looks == 0) return FirstLimit::kUnknown;
  if (cpu_used_up(*fill)) return FirstLimit::kCpu;
  if (loop_used_up(*fill)) return FirstLimit::kLoop;
  if (workers_used_up(*fill)) return FirstLimit::kWorkers;
  if (pool_used_up(*fill)) return FirstLimit::kPool;
  if (fill->turned_away > 0) return FirstLimit::kConnections;
  if (fill->drops > 0) return FirstLimit::kListenQueue;
  return FirstLimit::kUnknown;
}

}  // namespace lab
