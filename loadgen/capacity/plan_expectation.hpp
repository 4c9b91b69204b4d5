// What a plan is expected to come to, as `plan --expect 'instances<=15'` says it, and whether it
// does.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/result.hpp"
#include "loadgen/capacity/plan.hpp"
#include "loadgen/stats/expectation.hpp"

namespace lab {

enum class PlanQuantity {
  kInstances,   // to run, the spare ones among them
  kCores,       // of all of them
  kConnections  // that one instance must accept
};

struct PlanExpectation {
  std::string text;  // as given
  PlanQuantity quantity = PlanQuantity::kInstances;
  Relation relation = Relation::kBelow;
  double limit = 0;
};

/// "NAME OP NUMBER", blanks between them allowed: instances, cores or connections; OP is one of
/// < <= > >=.
Result<PlanExpectation> parse_plan_expectation(std::string_view text);

/// What a plan does not know meets no expectation.
std::vector<PlanJudgement> judge_plan(const std::vector<PlanExpectation>& expectations,
                                      const InstancePlan& plan);

}  // namespace lab
