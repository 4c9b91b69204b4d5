// Figures, rates and classes as JSON values.
#include "loadgen/report/figure_json.hpp"

#include <boost/json/object.hpp>

namespace lab {
namespace json = boost::json;

json::value figure_json(const std::optional<Figure>& figure) {
  if (!figure) return nullptr;
  return json::object{{"ms", to_ms(figure->value)},
                      {"at_least", figure->bound == Bound::kAtLeast},
                      {"few_samples", figure->support == Support::kFew}};
}

json::value latency_json(const LatencySummary& latency) {
  json::object object;
  for (std::size_t i = 0; i < kStats; ++i) {
    object[kStatNames[i]] = figure_json(latency.figures[i]);
  }
  return object;
}

json::value rate_json(PerSecond rate) {
  if (!rate) return nullptr;
  return *rate;
}

json::value outcomes_json(const OutcomeCounts& outcomes) {
  json::object object;
  for (const auto& row : outcome_rows()) object[row.name] = outcomes.of(row.outcome);
  return object;
}

}  // namespace lab
