// What a sweep says: figures over rounds, the law that fits them, the knee, predictions beside.
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "loadgen/stats/knee.hpp"
#include "loadgen/stats/rounds.hpp"
#include "loadgen/stats/usl_verdict.hpp"
#include "loadgen/sweep/facts.hpp"
#include "loadgen/sweep/prediction.hpp"

namespace lab {

/// One load over its rounds.
struct SweepRow {
  double load = 0;
  std::size_t rounds = 0;                   // that were measured; without any there are no figures
  std::optional<RateOverRounds> good;       // a second; its interval needs two rounds
  std::optional<Figure> mean, p50, p99;     // medians over rounds
  std::optional<Duration> cpu_per_request;  // likewise, of the server
  double good_share = 1;                    // of all requests due
  Limit limit = Limit::kNone;               // the worst of any round
  KeepsUp keeps_up = KeepsUp::kMaybe;       // kNo: of a rate that had all connections in use
  PredictedStep predicted;

  /// Whether it tells of the server. What the generator itself limited does not, and is left out of
  /// fit and knee; but a server that does not keep up is no limit of the generator's.
  bool counts() const;
};

/// A line through x, the loads, for drawing; empty where there is none.
using Line = std::vector<std::pair<double, double>>;

struct ServerSummary {
  std::vector<SweepRow> rows;
  Basis basis;
  std::optional<UslVerdict> usl;  // of clients; rates are no load in its sense
  Knee knee;
  Line law;                   // good replies a second, within the ladder
  Line predicted_throughput;  // likewise
  Line predicted_latency;     // seconds
};

ServerSummary summarize(const SweepPlan& plan, const SweptServer& server);

/// The load with the highest throughput of those that count; null without any.
const SweepRow* best_row(const ServerSummary& summary);

/// Loads that were measured and do not count, rising.
std::vector<double> left_out(const ServerSummary& summary);

/// Rounds in which every server went through every load.
std::size_t whole_rounds(const Sweep& sweep);

}  // namespace lab
