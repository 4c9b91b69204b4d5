// From a demand and objectives to a number of instances: arithmetic, and every step of it as a row.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/units.hpp"
#include "loadgen/capacity/limit.hpp"
#include "loadgen/capacity/plan_objective.hpp"
#include "loadgen/capacity/plan_station.hpp"
#include "loadgen/experiment/quantity.hpp"
#include "loadgen/stats/demand.hpp"

namespace lab {

// --- what is asked ---

/// Of a server that is none of ours.
inline constexpr std::uint64_t kUnknownConnectionMemory = 64 << 10;

/// What a plan takes for granted, and says so.
struct PlanAssumptions {
  double headroom = 0.2;        // above the peak: growth, and errors of the forecast
  unsigned spare = 1;           // instances that may be down (N+1)
  double peak_factor = 1;       // peak / demand
  double availability = 0.999;  // the rest may find no connection, or miss a mean in stalls
  Duration period = std::chrono::hours(24 * 30);  // of the error budget
  Duration stall = std::chrono::seconds(1);
  unsigned max_connections = 10'000;  // of an instance, the server's own default
  /// Bytes a request in flight; none: what its model takes, or kUnknownConnectionMemory.
  std::optional<std::uint64_t> connection_memory = {};

  friend bool operator==(const PlanAssumptions&, const PlanAssumptions&) = default;
};

struct PlanQuestion {
  Rate demand;  // the mean of all instances together
  PlanObjectives objectives;
  PlanAssumptions assume;
};

// --- what there is to plan with ---

/// What a search for the capacity of one instance found.
struct MeasuredCapacity {
  double pass_per_s = 0;  // keeps the objectives
  std::optional<double> fail_per_s;
  double confidence = 0.95;
  FirstLimit limit = FirstLimit::kUnknown;
  Duration alone{};  // a request's, at the lowest rate
  Duration p50{};    // at the last pass
  Duration p99{};
};

/// Threads or connections that requests share, to be sized.
struct PooledStep {
  std::string name;    // "pool threads"
  Duration holds{};    // one of them, a request
  unsigned pools = 1;  // an instance has
};

struct PlanMemory {
  double instance = 0;       // bytes, without what follows
  double worker = 0;         // each
  unsigned connections = 0;  // whose memory `instance` holds already
  std::string origin;        // "measured", "assumed", ...
};

/// What an instance does at most before one of its resources is used up.
struct PlanBound {
  std::string resource;
  double per_second = 0;
  std::string formula;
  std::string numbers;
};

/// What a candidate takes for granted, under the option that says otherwise.
struct PlanAssumed {
  std::string option;
  std::string text;
};

/// One way to run the service.
struct PlanCandidate {
  std::string name;                          // "hybrid", a URL
  std::string source;                        // what its figures come from, a sentence
  std::optional<Model> model;                // of ours
  std::optional<unsigned> workers;           // of an instance
  bool size_workers = false;                 // they are a pool: as many as Erlang C asks for
  std::optional<double> cores;               // of an instance
  std::optional<Duration> cpu;               // a request
  std::optional<Instance> instance;          // its queues, where they are known
  std::optional<MeasuredCapacity> measured;  // goes before `instance`
  std::vector<PlanBound> other_bounds;       // of resources that are no station of it
  std::vector<PooledStep> pools;
  std::optional<PlanMemory> memory;
  std::vector<PlanAssumed> assumed;
};

// --- what comes of it ---

enum class PlanPart {
  kLoad,
  kTarget,
  kInstances,
  kCoresAndMemory,
  kConnections,
  kPools,
  kBottleneck,
  kStall
};

/// One derived quantity. `numbers` is `formula` with the numbers put in.
struct PlanRow {
  PlanPart part = PlanPart::kLoad;
  std::string name;
  std::string formula;
  std::string numbers;
  double result = 0;
  Unit unit = Unit::kCount;
};

struct SizedPool {
  std::string name;
  unsigned size = 0;      // each; 0 where no objective tells
  unsigned pools = 1;     // an instance has
  double per_second = 0;  // what an instance's pools of that size serve at most
};

struct UtilisationPlan {
  std::optional<double> implied;   // by the objectives, through queueing
  std::optional<double> measured;  // at the last pass
  std::string objective;           // the one that binds what is implied
  bool capped = false;
  double now_all_up = 0;      // at the peak
  double now_spare_down = 0;  // at the peak
  double planned = 0;         // headroom used up, spare down
};

/// Late is who takes longer than `objective` says. A percentile lets the rest of 100 % be late, a
/// mean those that --availability leaves; who is late without a stall is taken off, and stalls may
/// use what is left.
struct StallPlan {
  std::string objective;  // the one that a stall costs most of what is left
  enum class Of { kPercentile, kMean } of = Of::kPercentile;
  double may_be_late = 0;             // share of requests
  std::optional<double> late_anyway;  // share, at the peak; none where nothing tells
  double late_one = 0;                // requests, when one instance stalls
  double late_all = 0;                // when all do
  double budget = 0;                  // requests of the period that stalls may make late
  double share_one = 0;               // of the budget; infinite where that is nothing
  double share_all = 0;
  double allowed_one = 0;  // whole stalls within the budget; infinite where none is late
  double allowed_all = 0;
  Duration drains{};
};

/// A candidate carried through.
struct InstancePlan {
  PlanCandidate candidate;
  std::optional<unsigned> workers;
  double rate = 0;          // that an instance is given at most
  double planned_each = 0;  // what it gets of the planned load while the spare ones are down
  std::uint64_t needed = 0;
  std::uint64_t total = 0;
  std::optional<double> cores;
  std::optional<double> memory;         // bytes
  std::uint64_t connection_memory = 0;  // bytes, of each request in flight
  double in_flight = 0;                 // requests, so connections that are busy
  double in_flight_rare = 0;
  double in_flight_stall = 0;
  unsigned places = 0;           // connections an instance needs
  unsigned places_in_stall = 0;  // so that a stall refuses nobody
  std::vector<SizedPool> pools;
  UtilisationPlan utilisation;
  std::vector<PlanBound> bounds;     // of an instance, the least first; not of what is sized here
  std::optional<double> next_times;  // the second of them / the first
  StallPlan stall;
  std::vector<PlanRow> rows;
  std::vector<std::string> remarks;
};

/// A problem, one sentence, when a request that is alone already misses an objective.
Result<InstancePlan> plan_instances(const PlanCandidate& candidate, const PlanQuestion& question);

struct LeftOut {
  std::string name;
  std::string why;
};

/// An expectation held against a plan.
struct PlanJudgement {
  std::string text;               // as given
  std::optional<double> planned;  // none: not known
  Met met = Met::kNo;
};

struct CapacityPlan {
  PlanQuestion question;
  std::vector<InstancePlan> plans;  // the best first
  std::vector<LeftOut> left_out;
  std::string why;                               // the first is best
  std::vector<PlanJudgement> expectations = {};  // of the best; none unless asked for
};

/// Plans every candidate. Best is the one of least cores, then of least memory, then the first; who
/// does not tell comes last. A problem when none can be planned.
Result<CapacityPlan> plan_capacity(const std::vector<PlanCandidate>& candidates,
                                   const PlanQuestion& question, std::vector<LeftOut> left_out);

}  // namespace lab
