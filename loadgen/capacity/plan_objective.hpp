// The objectives that a plan can be made for.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/clock.hpp"
#include "common/result.hpp"
#include "loadgen/stats/expectation.hpp"

namespace lab {

/// A latency that is not to be exceeded, by the mean or by a percentile below 100.
struct LatencyObjective {
  std::string text;               // as given
  std::optional<double> percent;  // none: the mean
  Duration limit{};
};

struct PlanObjectives {
  std::vector<LatencyObjective> latency;
  std::optional<double> errors;  // share of requests that may fail
};

/// "p99<100ms, p50<20ms, at most 0.1% errors".
std::string objectives_text(const PlanObjectives& objectives);

/// Takes "p99<100ms", "mean<20ms" and "errors<0.1%". No utilisation keeps a maximum, since random
/// arrivals can come together in any number; a minimum or a rate is no objective of a plan.
Result<void> add_objective(const Expectation& expectation, PlanObjectives& objectives);

/// Whether what keeps `measured` keeps `asked` as well: a percentile as high or higher (or of the
/// mean the mean), and a limit as low or lower.
bool implies(const LatencyObjective& measured, const LatencyObjective& asked);

/// The objectives of a plan from a search that was made for `measured`: those `asked` where there
/// are any, each of which the search must imply, else its own. A problem names what is missing.
Result<PlanObjectives> objectives_of_search(const std::vector<Expectation>& measured,
                                            const PlanObjectives& asked);

}  // namespace lab
