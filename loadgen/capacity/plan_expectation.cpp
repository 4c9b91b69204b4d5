// Reads expectations of a plan and holds the plan against them.
#include "loadgen/capacity/plan_expectation.hpp"

#include <algorithm>
#include <array>

#include "common/http/query.hpp"
#include "common/units.hpp"

namespace lab {
namespace {

/// In the order of PlanQuantity.
constexpr std::array<std::string_view, 3> kQuantities{"instances", "cores", "connections"};

std::optional<double> planned_of(PlanQuantity quantity, const InstancePlan& plan) {
  switch (quantity) {
    case PlanQuantity::kInstances:
      return static_cast<double>(plan.total);
    case PlanQuantity::kCores:
      return plan.cores;
    case PlanQuantity::kConnections:
      return plan.places;
  }
  return std::nullopt;
}

}  // namespace

Result<PlanExpectation> parse_plan_expectation(std::string_view text) {
  const auto words = split_expectation(text, "instances<=15");
  if (!words) return words.error();
  const auto* name = std::find(kQuantities.begin(), kQuantities.end(), words->name);
  if (name == kQuantities.end())
    return problem("'{}' is none of instances, cores, connections", printable(words->name));
  const auto limit = parse_decimal(words->value);
  if (!limit) return problem("'{}' is not a number (such as 15)", printable(words->value));
  return PlanExpectation{std::string(text), static_cast<PlanQuantity>(name - kQuantities.begin()),
                         words->relation, *limit};
}

std::vector<PlanJudgement> judge_plan(const std::vector<PlanExpectation>& expectations,
                                      const InstancePlan& plan) {
  std::vector<PlanJudgement> judgements;
  for (const auto& one : expectations) {
    const auto planned = planned_of(one.quantity, plan);
    const bool met = planned && relation_holds(*planned, one.relation, one.limit);
    judgements.push_back({one.text, planned, met ? Met::kYes : Met::kNo});
  }
  return judgements;
}

}  // namespace lab
