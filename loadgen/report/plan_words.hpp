// The words of a plan, the same in text and HTML. Computes nothing.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "loadgen/capacity/plan.hpp"

namespace lab {

/// A short name and what there is to say of it.
struct PlanLine {
  std::string name;
  std::string text;
};

inline constexpr std::array kPlanParts{
    PlanPart::kLoad,  PlanPart::kTarget,         PlanPart::kInstances,  PlanPart::kConnections,
    PlanPart::kPools, PlanPart::kCoresAndMemory, PlanPart::kBottleneck, PlanPart::kStall};
std::string_view part_title(PlanPart part);
/// "utilisation", "cores_and_memory": for programs.
std::string_view part_name(PlanPart part);

/// "Plan for 5,000/s that keeps p99<100ms".
std::string plan_title(const CapacityPlan& plan);
/// "Run 8 instances (hybrid): 7 that the load needs and 1 spare."
std::string plan_sentence(const InstancePlan& plan);
std::vector<PlanLine> plan_answer(const CapacityPlan& plan);
/// "the plan has 23", "the plan does not know".
std::string planned_words(const PlanJudgement& judgement);
/// Those of the question and those of the best candidate.
std::vector<PlanLine> plan_assumptions(const CapacityPlan& plan);

/// The cells of a candidate in the table of them.
struct CandidateWords {
  std::string name, instances, cores, memory, rate, utilisation, next;
};
CandidateWords words_of(const InstancePlan& plan);

/// The rows of that part.
std::vector<PlanRow> rows_of(const InstancePlan& plan, PlanPart part);

}  // namespace lab
