// Figures, rates, classes and machines as JSON values.
#include "loadgen/report/figure_json.hpp"

#include <boost/json/object.hpp>
#include <cmath>

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

json::value number_json(const std::optional<double>& number) {
  if (!number || !std::isfinite(*number)) return nullptr;
  return *number;
}

json::value machine_json(const MachineText& machine) {
  const auto& processor = machine.processor;
  return json::object{
      {"processor", processor.empty() ? json::value(nullptr) : json::value(processor)},
      {"system", machine.system},
      {"cores", machine.cores}};
}

std::string_view unit_name(Unit unit) {
  switch (unit) {
    case Unit::kPerSecond:
      return "per_second";
    case Unit::kTime:
      return "seconds";
    case Unit::kBytes:
      return "bytes";
    case Unit::kCount:
      return "count";
    case Unit::kShare:
      return "share";
    case Unit::kTimes:
      return "times";
  }
  return {};
}

json::value outcomes_json(const OutcomeCounts& outcomes) {
  json::object object;
  for (const auto& row : outcome_rows()) object[row.name] = outcomes.of(row.outcome);
  return object;
}

}  // namespace lab
