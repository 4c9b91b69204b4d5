// Parts of candidates, whatever these are made of.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "loadgen/capacity/plan_candidates.hpp"

namespace lab {

inline constexpr auto kUnknownSpread = "exponential (M/M/c), since nothing tells";

PlanMemory given_memory(double bytes);
PlanAssumed assumed_spread(const char* text);
std::vector<PooledStep> stated_pools(const StatedInstance& stated);
/// What the cores allow, where both are known.
std::vector<PlanBound> core_bound(std::optional<double> cores, std::optional<Duration> cpu);
/// "800/s of 2.2ms each need 1.76 cores", where these are more than there are.
std::optional<std::string> overfull_words(double per_second, std::optional<double> cores,
                                          std::optional<Duration> cpu);

}  // namespace lab
