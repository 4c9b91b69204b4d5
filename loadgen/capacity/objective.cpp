// Reads objectives as expectations and refuses those that are no upper limit.
#include "loadgen/capacity/objective.hpp"

#include <algorithm>
#include <iterator>

#include "common/http/query.hpp"

namespace lab {

Result<Expectation> parse_objective(std::string_view text) {
  auto objective = parse_expectation(text);
  if (!objective) return objective;
  if (objective->metric == Metric::kMin || objective->metric == Metric::kRate) {
    return problem(
        "'{}': the rate is what is searched for, and a minimum keeps no promise; give a "
        "percentile, mean, max or errors",
        printable(text));
  }
  const auto relation = objective->relation;
  if (relation != Relation::kBelow && relation != Relation::kAtMost)
    return problem("'{}' is no upper limit: give < or <=", printable(text));
  const bool none_at_all = objective->metric == Metric::kErrors && relation == Relation::kAtMost;
  if (objective->limit <= 0 && !none_at_all)
    return problem("'{}' has a limit of zero, which nothing can be shown to keep", printable(text));
  return objective;
}

Objectives usual_objectives() {
  return {*parse_objective("p99<100ms"), *parse_objective("errors<0.1%")};
}

Objectives with_usual(Objectives given) {
  const auto usual = usual_objectives();
  if (given.empty()) return usual;
  const auto on_errors = [](const Expectation& one) { return one.metric == Metric::kErrors; };
  if (std::none_of(given.begin(), given.end(), on_errors))
    std::copy_if(usual.begin(), usual.end(), std::back_inserter(given), on_errors);
  return given;
}

std::optional<Duration> longest_allowed(const Objectives& objectives) {
  std::optional<Duration> longest;
  for (const auto& objective : objectives) {
    if (objective.metric == Metric::kErrors) continue;
    longest = std::max(longest.value_or(Duration::zero()), from_seconds(objective.limit));
  }
  return longest;
}

}  // namespace lab
