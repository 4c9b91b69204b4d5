// Everything a report of one run says, computed from its facts.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "loadgen/engine/plan.hpp"
#include "loadgen/engine/result.hpp"
#include "loadgen/stats/latency_summary.hpp"

namespace lab {

/// What kept the generator from putting the planned load on the server.
enum class Limit { kNone, kGenerator, kConnections };
/// "generator", "connections"; empty for none.
std::string_view limit_name(Limit limit);

/// Rates a second over the window; none when the window has no length.
using PerSecond = std::optional<double>;

struct EntrySummary {
  PerSecond good;
  LatencySummary latency;
  OutcomeCounts outcomes;
};

/// due = answered + failed + open + unsent.
struct Identity {
  std::uint64_t due = 0;
  std::uint64_t answered = 0;
  std::uint64_t failed = 0;
  std::uint64_t open = 0;
  std::uint64_t unsent = 0;
};

struct RunSummary {
  PerSecond good;       // requests/s: the figure of the run
  PerSecond completed;  // error replies included
  PerSecond attempted;
  PerSecond bytes;
  OutcomeCounts outcomes;
  Identity identity;
  LatencySummary latency;                 // from the due time
  std::optional<LatencySummary> service;  // open loop: from being taken up
  LatencySummary connect;
  std::vector<EntrySummary> entries;

  std::optional<LatencySummary> send_lag;   // open loop
  double busiest_thread = 0;                // share of one core, 0 to 1
  double cpu_share = 0;                     // of all threads together; 1 is one core
  std::optional<Duration> cpu_per_request;  // of completed ones
  Limit limit = Limit::kNone;
};

RunSummary summarize(const LoadPlan& plan, const RunResult& result);

}  // namespace lab
