// The knee: the load beyond which more load buys waiting instead of throughput.
//
// Two definitions, since load means two things. Neither reads the curvature of a drawn curve, as
// Kneedle does (Satopaa, Albrecht, Irwin, Raghavan, ICDCSW 2011): that depends on where the ladder
// ends and on the noise of each step, and a ladder has few steps.
#pragma once

#include <optional>
#include <span>

#include "common/clock.hpp"

namespace lab {

/// What else shows that a server does not keep up with a rate.
enum class KeepsUp {
  kMaybe,  // nothing: its latency tells
  kNo,  // it had every connection in use, and they are enough for kTakeOff times the idle latency
};

/// What one load did, medians over rounds.
struct LoadStep {
  double load = 0;        // clients at once, or requests a second asked for
  double throughput = 0;  // good replies a second
  Duration latency{};     // mean
  double good_share = 1;  // of the requests due
  KeepsUp keeps_up = KeepsUp::kMaybe;
};

enum class KneeDoubt {
  kNone,
  kTooFewLoads,
  kNotReached,   // the highest load is still below it
  kBelowLadder,  // the lowest load is beyond it already
  kNoGoodReply,  // no load has good replies to (nearly) all of its requests
};

struct Knee {
  KneeDoubt doubt = KneeDoubt::kTooFewLoads;
  double at = 0;                // a load, with kNone
  std::optional<double> above;  // of rates: the next one tried, where it was passed
  double lowest = 0;            // of the loads it was looked for in; 0 without any
  double highest = 0;           // likewise
};

/// Of clients in a closed loop without think time: N* = X_max R_min, where the asymptotes of what
/// was measured cross, X = N / R_min of an idle server and X = X_max of a busy one (Lazowska,
/// Zahorjan, Graham, Sevcik, "Quantitative System Performance" (1984), 5.2, with R_min for D + Z
/// and 1 / X_max for D_max). With fewer clients no server can be at its limit; with more, some must
/// wait. R_min is of loads that fail no more than kLeastGoodShare allows: a refusal is quick, and
/// no service. kNotReached where that is within 10 % of the highest load. At least two steps, with
/// rising loads.
Knee knee_of_clients(std::span<const LoadStep> steps);

/// Twice the latency of the lowest rate is where it takes off: a request then waits as long as it
/// is served. At one server with random arrivals that is rho = 1/2 (M/M/1) or 2/3 (M/D/1).
inline constexpr double kTakeOff = 2;
/// And a server that leaves more requests than this without a good reply is beyond it, too.
inline constexpr double kLeastGoodShare = 0.99;

/// Of rates in an open loop: the highest rate before latency takes off (or replies fail), and the
/// first one beyond. At least two steps, with rising loads.
Knee knee_of_rates(std::span<const LoadStep> steps);

/// Whether so many connections are enough for a rate whose latency is kTakeOff times that of an
/// idle server (Little's law). Where such a rate has them all in use, latency is beyond that.
bool enough_until_take_off(double connections, double rate, Duration idle);

}  // namespace lab
