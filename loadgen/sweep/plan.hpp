// What a sweep puts on its servers, and in which order.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/clock.hpp"
#include "loadgen/engine/plan.hpp"
#include "loadgen/stats/demand.hpp"

namespace lab {

/// What is raised from step to step: clients that ask again once they were answered (closed loop),
/// or requests a second whatever the server does (open loop, random arrivals).
enum class LoadKind { kConnections, kRates };

struct SweepPlan {
  LoadKind kind = LoadKind::kConnections;
  std::vector<double> loads;   // rising
  unsigned connections = 100;  // that carry the rates of an open loop
  unsigned threads = 1;        // of the generator
  int rounds = 3;
  Duration duration = std::chrono::seconds(2);  // measured a step
  Duration warmup = std::chrono::milliseconds(500);
  std::uint64_t seed = 1;
  std::string target;  // path and query
  std::vector<Header> headers;
  Reach network;                 // how the servers are reached
  std::optional<Demand> demand;  // of a request, where the target tells
};

/// Doubling from one client to 128: eight loads, which is enough to fit a law of three parameters.
std::vector<double> usual_ladder();

/// The most connections that a step of the plan opens.
unsigned most_connections(const SweepPlan& plan);

struct StepPlace {
  std::size_t server = 0;
  std::size_t load = 0;
  friend bool operator==(const StepPlace&, const StepPlace&) = default;
};

/// All steps of a round (counted from 0) in random order, which the seed fixes: what changes on the
/// machine, and what a step leaves behind for the next, meets all loads alike.
std::vector<StepPlace> order_of_round(std::size_t servers, std::size_t loads, std::uint64_t seed,
                                      int round);

/// The load of one step. Random arrivals differ from round to round.
LoadPlan load_plan(const SweepPlan& plan, const Url& server, double load, int round);

}  // namespace lab
