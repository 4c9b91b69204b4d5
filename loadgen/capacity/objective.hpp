// What a capacity search asks of every step, as `--slo 'p99<100ms'` says it.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "common/clock.hpp"
#include "common/result.hpp"
#include "loadgen/stats/expectation.hpp"

namespace lab {

/// An expectation that more load can only break: an upper limit of a percentile, the mean, the
/// maximum or the share of errors.
using Objectives = std::vector<Expectation>;

/// "p99<100ms", "errors<0.1%", "mean<=20ms", "max<1s".
Result<Expectation> parse_objective(std::string_view text);

/// What is asked unless something else is: p99<100ms and errors<0.1%.
Objectives usual_objectives();

/// What was given, or the usual ones; and the usual share of errors where none was given, since
/// error replies are quick: no other objective sees them.
Objectives with_usual(Objectives given);

/// The longest time that an objective of them allows a request; none where they ask for no time.
std::optional<Duration> longest_allowed(const Objectives& objectives);

}  // namespace lab
