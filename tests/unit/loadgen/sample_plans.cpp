// One pipeline, and one server that was measured.
#include "tests/unit/loadgen/sample_plans.hpp"

#include <gtest/gtest.h>

#include "loadgen/capacity/plan_candidates.hpp"

namespace lab {

using namespace std::chrono_literals;

PlanObjectives objectives(std::initializer_list<const char*> texts) {
  PlanObjectives all;
  for (const auto* text : texts) {
    const auto added = add_objective(*parse_expectation(text), all);
    EXPECT_TRUE(added) << text;
  }
  return all;
}

PlanQuestion question(double demand, const char* objective) {
  return {{demand}, objectives({objective}), {}};
}

std::vector<PlanCandidate> candidates(unsigned cores) {
  return pipeline_candidates({.wait = 40ms, .cpu = 2ms}, cores, 25us, std::nullopt);
}

PlanCandidate candidate(std::string_view name) {
  for (auto& one : candidates()) {
    if (one.name == name) return one;
  }
  ADD_FAILURE() << name;
  return {};
}

InstancePlan planned_with(const PlanCandidate& one, const PlanQuestion& asked) {
  auto plan = plan_instances(one, asked);
  EXPECT_TRUE(plan) << plan.error().text;
  return plan ? *plan : InstancePlan{};
}

PlanCandidate measured(double pass, FirstLimit limit) {
  SavedServer server{.name = "m",
                     .model = Model::kAsync,
                     .workers = 1,
                     .cores = 1,
                     .pass_per_s = pass,
                     .fail_per_s = pass * 1.04,
                     .confidence = .95,
                     .conclusion = Conclusion::kBracketed,
                     .limit = limit,
                     .alone = 44'600us,
                     .p50 = 44'600us,
                     .p99 = 81'200us,
                     .cpu = 2'080us,
                     .memory = 5 << 20,
                     .connections = 84};
  return measured_candidates({{}, {server}}, {})->candidates.at(0);
}

}  // namespace lab
