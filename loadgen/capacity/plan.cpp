// Carries candidates through the steps of a plan and chooses among them.
#include "loadgen/capacity/plan.hpp"

#include <algorithm>
#include <limits>

#include "loadgen/capacity/plan_draft.hpp"

namespace lab {
namespace {

double or_infinite(const std::optional<double>& value) {
  return value.value_or(std::numeric_limits<double>::infinity());
}

bool is_better(const InstancePlan& a, const InstancePlan& b) {
  const auto rank = [](const InstancePlan& plan) {
    return std::pair(or_infinite(plan.cores), or_infinite(plan.memory));
  };
  return rank(a) < rank(b);
}

std::string cores_words(const InstancePlan& plan) {
  if (!plan.cores) return "cores unknown";
  return fmt::format("{} core{}", number_words(*plan.cores), *plan.cores == 1 ? "" : "s");
}

std::string memory_words(const InstancePlan& plan) {
  if (!plan.memory) return "memory unknown";
  return format_bytes(static_cast<std::uint64_t>(*plan.memory));
}

/// By what the first is ahead of the next, or that there is no choice.
std::string why_first(const std::vector<InstancePlan>& plans) {
  const auto& first = plans[0];
  if (plans.size() == 1) return "there is no other to choose from";
  const auto& next = plans[1];
  if (!first.cores) return "no candidate tells its cores, so the first is taken";
  if (or_infinite(first.cores) < or_infinite(next.cores))
    return fmt::format("it needs the least cores: {}; next is {} with {}", cores_words(first),
                       next.candidate.name, cores_words(next));
  if (or_infinite(first.memory) < or_infinite(next.memory))
    return fmt::format("{} needs {} too, but {} of memory against {}", next.candidate.name,
                       cores_words(next), memory_words(next), memory_words(first));
  return fmt::format("{} needs as many cores and as much memory; of equals the first is taken",
                     next.candidate.name);
}

constexpr double kMostInstances = 1e9;

Result<void> check_count(const PlanDraft& draft) {
  if (draft.planned / draft.plan.rate <= kMostInstances) return {};
  return problem("{} need more than {} instances, of {} each", rate_words(draft.planned),
                 number_words(kMostInstances), rate_words(draft.plan.rate));
}

/// Once where all have the same reason, else by name.
std::string why_none(const std::vector<LeftOut>& left_out) {
  if (left_out.empty()) return "there is nothing to plan with";
  const bool same = std::all_of(left_out.begin(), left_out.end(), [&](const LeftOut& one) {
    return one.why == left_out.front().why;
  });
  if (same) return left_out.front().why;
  std::string reasons;
  for (const auto& [name, why] : left_out)
    reasons += fmt::format("{}{}: {}", reasons.empty() ? "" : "; ", name, why);
  return reasons;
}

}  // namespace

Result<InstancePlan> plan_instances(const PlanCandidate& candidate, const PlanQuestion& question) {
  PlanDraft draft{.candidate = candidate, .question = question, .plan = {}, .most = {}};
  draft.plan.candidate = candidate;
  plan_load(draft);
  if (const auto possible = plan_target(draft); !possible) return possible.error();
  if (const auto possible = check_count(draft); !possible) return possible.error();
  plan_count(draft);
  plan_connections(draft);
  plan_pools(draft);
  plan_cores_and_memory(draft);
  plan_bounds(draft);
  plan_stall(draft);
  return std::move(draft.plan);
}

Result<CapacityPlan> plan_capacity(const std::vector<PlanCandidate>& candidates,
                                   const PlanQuestion& question, std::vector<LeftOut> left_out) {
  CapacityPlan plan{question, {}, std::move(left_out), {}};
  for (const auto& candidate : candidates) {
    auto planned = plan_instances(candidate, question);
    if (planned) {
      plan.plans.push_back(std::move(*planned));
    } else {
      plan.left_out.push_back({candidate.name, planned.error().text});
    }
  }
  if (plan.plans.empty()) {
    return problem("{}", why_none(plan.left_out));
  }
  std::stable_sort(plan.plans.begin(), plan.plans.end(), is_better);
  plan.why = why_first(plan.plans);
  return plan;
}

}  // namespace lab
