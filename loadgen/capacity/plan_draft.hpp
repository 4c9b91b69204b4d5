// A plan in the making: what its steps hand on to one another. Of plan.cpp alone.
#pragma once

#include <fmt/format.h>

#include <string>
#include <utility>

#include "loadgen/capacity/plan.hpp"
#include "loadgen/capacity/plan_numbers.hpp"

namespace lab {

struct PlanDraft {
  const PlanCandidate& candidate;
  const PlanQuestion& question;
  InstancePlan plan;

  double peak = 0;     // requests a second of all instances
  double planned = 0;  // likewise, with headroom
  PlanBound most;      // an instance serves
  Duration alone{};    // time of a request that meets nobody
  Duration inside{};   // mean time of a request at `each`

  void add(PlanPart part, std::string name, std::string formula, std::string numbers, double result,
           Unit unit) {
    plan.rows.push_back(
        {part, std::move(name), std::move(formula), std::move(numbers), result, unit});
  }
  const PlanAssumptions& assume() const { return question.assume; }
  /// Not those that the measurement speaks against.
  bool queues_known() const {
    return candidate.instance && (!candidate.measured || plan.utilisation.measured);
  }
};

// Each adds its rows; in this order.
void plan_load(PlanDraft& draft);
/// The problem: a request that is alone misses an objective.
Result<void> plan_target(PlanDraft& draft);
void plan_count(PlanDraft& draft);
void plan_connections(PlanDraft& draft);
void plan_pools(PlanDraft& draft);
void plan_cores_and_memory(PlanDraft& draft);
void plan_bounds(PlanDraft& draft);
void plan_stall(PlanDraft& draft);

// --- numbers in formulas ---

PlanBound bound_of(const Station& station);
/// "p99", "mean".
std::string metric_words(const LatencyObjective& objective);
/// The share of requests that may find no place.
double refused_share(const PlanQuestion& question);

}  // namespace lab
