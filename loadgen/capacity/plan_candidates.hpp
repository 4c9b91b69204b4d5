// What there is to plan with: from a pipeline, from what is known of an instance, from a search.
#pragma once

#include <vector>

#include "loadgen/capacity/plan.hpp"
#include "loadgen/capacity/saved_capacity.hpp"
#include "loadgen/stats/demand.hpp"

namespace lab {

/// An instance as the options describe it; what is not given stays open.
struct StatedInstance {
  std::optional<Rate> at_most = {};      // it serves, at full load
  std::optional<Duration> service = {};  // time of a request that is alone
  std::optional<Duration> cpu = {};      // of a request
  std::optional<std::uint64_t> memory = {};
  std::optional<unsigned> cores = {};
  std::optional<Duration> pooled = {};  // time a request holds a thread or connection of a pool
};

/// What a request holds of a pool is part of it: a problem where that is longer than the request,
/// or than an objective lets it be.
Result<void> check_pooled(const StatedInstance& stated, const PlanObjectives& objectives);

/// Each model of ours with this work, and `http_cpu` of CPU time a request for HTTP itself. An
/// event loop alone uses one core, unless its pool computes; the others use `cores`.
std::vector<PlanCandidate> pipeline_candidates(const Demand& work, unsigned cores,
                                               Duration http_cpu,
                                               std::optional<std::uint64_t> memory);

/// One queue for `cores` servers; `stated` has `at_most`. A problem when its figures contradict one
/// another.
Result<PlanCandidate> stated_candidate(const StatedInstance& stated);

struct MeasuredCandidates {
  std::vector<PlanCandidate> candidates;
  std::vector<LeftOut> left_out;
};
/// The servers that kept the objectives at some rate. What `stated` holds goes before what was
/// measured, and each candidate's assumptions say so; a server of whose rate it cannot be true is
/// left out, and a problem when that leaves none.
Result<MeasuredCandidates> measured_candidates(const SavedCapacity& saved,
                                               const StatedInstance& stated);

}  // namespace lab
