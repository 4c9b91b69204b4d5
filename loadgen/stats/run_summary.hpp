// Everything a report of one run says, computed from its facts.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "loadgen/engine/plan.hpp"
#include "loadgen/engine/result.hpp"
#include "loadgen/stats/expectation.hpp"
#include "loadgen/stats/latency_bars.hpp"
#include "loadgen/stats/latency_summary.hpp"
#include "loadgen/stats/percentile_interval.hpp"
#include "loadgen/stats/rounds.hpp"

namespace lab {

/// What kept the generator from putting the planned load on the server, or the server from having
/// the machine to itself.
enum class Limit { kNone, kGenerator, kConnections, kSharedCores };
/// "generator", "connections", "shared cores"; empty for none.
std::string_view limit_name(Limit limit);

/// Rates a second over the window; none when the window has no length.
using PerSecond = std::optional<double>;

/// Share of one core, 0 to 1; none of a thread that saw nothing of the window.
using PerCore = std::optional<double>;

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

/// How evenly service was spread over those who had a request, or over the workers that gave it.
struct Fairness {
  std::uint64_t of = 0;  // clients or workers
  double least = 0;      // share of all replies, 0 to 1
  double most = 0;
  double even() const { return 1 / static_cast<double>(of); }
};

/// The cores of a machine that generator and server share. The parts are of all of them, 0 to 1.
struct MachineSummary {
  int cores = 0;
  double busy = 0;       // by whatever ran there
  double generator = 0;  // by the generator, within that
};

struct RunSummary {
  PerSecond good;       // requests/s: the figure of the run
  PerSecond completed;  // error replies included
  PerSecond attempted;
  PerSecond bytes;
  OutcomeCounts outcomes;
  Identity identity;
  std::optional<double> asked;            // a second, in open loop
  std::optional<double> achieved_share;   // attempted, of the requests due in the window
  LatencySummary latency;                 // from the due time
  PercentileIntervals intervals{};        // of that
  std::vector<LatencyBar> latency_bars;   // of that
  std::optional<LatencySummary> service;  // open loop: from being taken up
  LatencySummary connect;
  std::vector<EntrySummary> entries;

  std::optional<Fairness> clients;  // none without a reply
  std::optional<Fairness> workers;  // none without one that named itself

  std::optional<LatencySummary> send_lag;   // open loop
  std::vector<LatencyBar> send_lag_bars;    // open loop
  std::vector<PerCore> thread_shares;       // in their order
  double busiest_thread = 0;                // share of one core, 0 to 1
  double cpu_share = 0;                     // of all threads together; 1 is one core
  std::optional<Duration> cpu_per_request;  // of completed ones
  std::optional<MachineSummary> machine;    // where the server is on it too
  bool shared_cores = false;                // also where `limit` names something else
  Limit limit = Limit::kNone;

  /// summarize() takes the result for one whole round and expects nothing; who knows more sets
  /// these.
  std::vector<RoundRow> rounds;
  std::optional<AcrossRounds> across_rounds;
  std::vector<Judgement> expectations;
};

/// Whether a good reply came: to a request due in the window, or in it to one of the warm-up.
bool any_good_reply(const RunResult& result);

/// Of one load, or of several rounds appended to one another.
RunSummary summarize(const LoadPlan& plan, const RunResult& result);

}  // namespace lab
