// Picks the objectives that follow from a utilisation.
#include "loadgen/capacity/plan_objective.hpp"

#include <algorithm>

#include "common/http/query.hpp"
#include "loadgen/capacity/plan_numbers.hpp"

namespace lab {
namespace {

bool is_upper_bound(const Expectation& e) {
  return e.relation == Relation::kBelow || e.relation == Relation::kAtMost;
}

/// Whether a plan can promise it.
bool is_latency(const Expectation& e) {
  return e.metric == Metric::kMean || (e.metric == Metric::kPercentile && e.percent < 100);
}

/// A search can see to it, a plan cannot.
bool allows_no_error(const Expectation& e) {
  return e.metric == Metric::kErrors && is_upper_bound(e) && e.limit <= 0;
}

}  // namespace

Result<void> add_objective(const Expectation& e, PlanObjectives& objectives) {
  const auto refused = problem(
      "'{}' is no objective to plan for; accepted are upper bounds of percentiles below 100, of "
      "the mean and of errors (such as p99<100ms, mean<20ms, errors<0.1%)",
      printable(e.text));
  if (!is_upper_bound(e)) return refused;
  if (e.metric == Metric::kErrors) {
    if (allows_no_error(e))
      return problem(
          "'{}' leaves no request that may be refused: no number of connections keeps it",
          printable(e.text));
    objectives.errors = std::min(objectives.errors.value_or(1), e.limit);
    return {};
  }
  if (!is_latency(e)) return refused;
  const bool mean = e.metric == Metric::kMean;
  const LatencyObjective added{e.text, mean ? std::nullopt : std::optional(e.percent),
                               from_seconds(e.limit)};
  const bool known = std::any_of(objectives.latency.begin(), objectives.latency.end(),
                                 [&](const LatencyObjective& one) {
                                   return one.percent == added.percent && one.limit == added.limit;
                                 });
  if (!known) objectives.latency.push_back(added);
  return {};
}

bool implies(const LatencyObjective& measured, const LatencyObjective& asked) {
  if (measured.percent.has_value() != asked.percent.has_value()) return false;
  return measured.percent.value_or(0) >= asked.percent.value_or(0) && measured.limit <= asked.limit;
}

Result<PlanObjectives> objectives_of_search(const std::vector<Expectation>& measured,
                                            const PlanObjectives& asked) {
  PlanObjectives searched;
  bool no_error = false;
  for (const auto& expectation : measured) {
    if (allows_no_error(expectation)) no_error = true;
    // A search takes more than a plan can use, such as max<1s.
    if (const auto added = add_objective(expectation, searched); !added) continue;
  }
  if (searched.latency.empty())
    return problem("its search had no objective of a percentile below 100 or of the mean");
  for (const auto& objective : asked.latency) {
    const bool covered =
        std::any_of(searched.latency.begin(), searched.latency.end(),
                    [&](const LatencyObjective& one) { return implies(one, objective); });
    if (!covered)
      return problem("its search was for {}, which says nothing of {}", objectives_text(searched),
                     printable(objective.text));
  }
  const bool few_enough =
      no_error || (searched.errors && *searched.errors <= asked.errors.value_or(1));
  if (asked.errors && !few_enough)
    return problem("its search was for {}, which says nothing of so few errors",
                   objectives_text(searched));
  if (!asked.latency.empty()) searched.latency = asked.latency;
  if (asked.errors) searched.errors = asked.errors;
  return searched;
}

std::string objectives_text(const PlanObjectives& objectives) {
  std::string text;
  for (const auto& one : objectives.latency)
    text += fmt::format("{}{}", text.empty() ? "" : ", ", one.text);
  if (objectives.errors)
    text += fmt::format("{}at most {} errors", text.empty() ? "" : ", ",
                        exact_share_words(*objectives.errors));
  return text;
}

}  // namespace lab
