// What a row of a comparison says: figures over rounds, who wins, and why.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "loadgen/compare/facts.hpp"
#include "loadgen/stats/ranking.hpp"

namespace lab {

/// Medians over the rounds of a cell; a latency is a bound when that of any round is.
struct CellSummary {
  PerSecond good;
  std::optional<Prediction> ideal;
  std::optional<Figure> p50;
  std::optional<Figure> p99;
  std::optional<Duration> cpu_per_request;
  std::optional<std::uint64_t> memory;
  std::optional<int> threads;
  std::uint64_t clients = 0;
  std::uint64_t never_answered = 0;  // the most in any round
  std::uint64_t unserved = 0;        // requests that failed or got an error, in all rounds
  bool generator_limited = false;    // in any round
};

/// Why requests/s does not tell what the servers can do, if so; then CPU a request decides.
enum class Doubt { kNone, kSharedCores, kGenerator };

struct RowVerdict {
  std::vector<CellSummary> cells;  // of every round that was measured
  std::size_t rounds = 0;          // that all servers went through; the rest is of them
  Doubt doubt = Doubt::kNone;
  Ranking ranking;
};

/// Server and generator share all cores when they take over 90 % of them together and the generator
/// has a part in that worth speaking of (10 % of the machine): then requests/s tells how the two
/// got along, not what the server can do.
bool shares_cores(const CellFacts& cell, int cores);

RowVerdict judge(const ComparisonRow& row, int cores);

/// "thread and async (tie), by requests/s", or why nobody can be named.
std::string winner_text(const RowVerdict& verdict, const std::vector<std::string>& servers);

/// One sentence: what limits whom in this row, with the numbers filled in.
std::string why_text(const ComparisonRow& row, const RowVerdict& verdict,
                     const std::vector<std::string>& servers);

}  // namespace lab
