// Plans and what they are made of, for tests of both.
#pragma once

#include <initializer_list>
#include <string_view>
#include <vector>

#include "loadgen/capacity/plan.hpp"

namespace lab {

/// "p99<100ms", "errors<1%"; a failure of the test where one is none.
PlanObjectives objectives(std::initializer_list<const char*> texts);
PlanQuestion question(double demand, const char* objective = "p99<100ms");

/// io:40,cpu:2 and 25 us of HTTP, two cores an instance.
std::vector<PlanCandidate> candidates(unsigned cores = 2);
PlanCandidate candidate(std::string_view name);

/// An event loop that took 2.08 ms a request and passed at this rate.
PlanCandidate measured(double pass, FirstLimit limit = FirstLimit::kLoop);

/// A failure of the test where it cannot be planned.
InstancePlan planned_with(const PlanCandidate& one, const PlanQuestion& asked);

}  // namespace lab
