// Which model to use for a pipeline, and what would change that.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "loadgen/advise/outlook.hpp"
#include "loadgen/experiment/workshop.hpp"
#include "loadgen/stats/pipeline.hpp"

namespace lab {

/// Predictions that differ by less are a tie: formulas leave out as much.
inline constexpr double kSameThroughput = 0.10;
/// In open loop, where all that keep up serve the same: latencies within this are one.
inline constexpr double kSameLatency = 0.25;

/// What the rule of the lesson text says: CPU-heavy, when at least half of a request computes, so
/// processes; simple I/O, when it is a single wait of fewer than kManyConnections, so threads;
/// I/O-heavy, anything else that does something, so async.
inline constexpr unsigned kManyConnections = 1000;

enum class Standing { kSame, kTies, kWorse };
struct RuleOfThumb {
  const Rule* rule = nullptr;
  std::size_t outlook = 0;  // that of the model it names
  Standing standing = Standing::kSame;
  double share = 1;  // of what the advised one serves
};

/// A change of the question from which on the advice is another one.
enum class ChangeKind {
  kPool,
  kPoolThreads,
  kBlocking,
  kComputing,
  kMoreConnections,
  kFewerConnections
};
struct Change {
  ChangeKind kind = ChangeKind::kPool;
  Duration more{};             // a request, with kBlocking and kComputing
  Pipeline pipeline = {};      // with kPool: what is handed to the pool then
  int pool_threads = 0;        // with kPoolThreads
  unsigned connections = 0;    // with the last two
  std::string_view name = {};  // of the advised candidate then
  double per_second = 0;       // that it serves
};

struct Advice {
  Pipeline pipeline;
  Situation situation;
  std::vector<Outlook> outlooks;    // cheapest first; at least one
  std::size_t pick = 0;             // the advised one
  std::vector<std::size_t> ties;    // the others that serve as much, and as fast
  std::optional<RuleOfThumb> rule;  // none where it has no line for this or its model is left out
  std::vector<Change> changes;
};

/// The cheapest of those that tie with the best. The best has the highest throughput; ties with it
/// who is within kSameThroughput, or is as limited by HTTP itself as it is (http_bound): then the
/// pipeline decides nothing. In open loop ties must be within kSameLatency of the lowest mean
/// latency too.
Advice advise(const Pipeline& pipeline, const Situation& situation,
              const std::vector<std::string>& names = {});

}  // namespace lab
