// The last step of a plan: what a stall costs of the error budget.
#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "loadgen/capacity/plan_draft.hpp"
#include "loadgen/capacity/plan_stall.hpp"

namespace lab {
namespace {

/// Less than this part of what may be late is nothing left, but rounding.
constexpr double kRoundingOfShare = 1e-6;

/// What an objective lets be late, and how much of it goes without a stall.
struct LateShares {
  const LatencyObjective* objective = nullptr;
  double may = 0;
  std::optional<double> anyway;

  double left() const {
    const double rest = may - anyway.value_or(0);
    return rest > kRoundingOfShare * may ? rest : 0;
  }
};

double each_at_peak(const PlanDraft& draft) {
  return draft.peak / static_cast<double>(draft.plan.total);
}

/// None where the queues are not known, or the measurement speaks against them. A mean calls nobody
/// late.
std::optional<double> late_anyway(const PlanDraft& draft, const LatencyObjective& objective) {
  if (!objective.percent) return 0;
  if (!draft.queues_known()) return std::nullopt;
  return share_later(*draft.candidate.instance, each_at_peak(draft), objective.limit);
}

LateShares late_shares(const PlanDraft& draft, const LatencyObjective& objective) {
  const double may =
      objective.percent ? 1 - *objective.percent / 100 : 1 - draft.assume().availability;
  return {&objective, may, late_anyway(draft, objective)};
}

/// The wait that is left before a request is late.
Duration slack_of(const PlanDraft& draft, const LatencyObjective& objective) {
  return std::max(Duration::zero(), objective.limit - draft.alone);
}

Stall stall_of(const PlanDraft& draft, const LatencyObjective& objective, double per_second) {
  const double rho = std::min(draft.plan.utilisation.now_all_up, kMostUtilisation);
  return {per_second, rho, draft.assume().stall, slack_of(draft, objective)};
}

/// None late is none of the budget, even where that is nothing.
double part_of(double late, double budget) {
  if (late <= 0) return 0;
  return budget > 0 ? late / budget : std::numeric_limits<double>::infinity();
}

/// Percentiles tell how many may be late; means are asked only where there is none.
std::vector<const LatencyObjective*> telling(const std::vector<LatencyObjective>& objectives) {
  std::vector<const LatencyObjective*> percentiles;
  std::vector<const LatencyObjective*> means;
  for (const auto& one : objectives) (one.percent ? percentiles : means).push_back(&one);
  return percentiles.empty() ? means : percentiles;
}

/// The objective of which a stall takes the greatest part of what is left.
LateShares costliest(const PlanDraft& draft) {
  LateShares worst;
  double most = -1;
  for (const auto* objective : telling(draft.question.objectives.latency)) {
    const auto shares = late_shares(draft, *objective);
    const double part = part_of(stall_of(draft, *objective, draft.peak).late(), shares.left());
    if (part <= most) continue;
    worst = shares;
    most = part;
  }
  return worst;
}

/// How many times all of `cost` is in `budget`: infinitely many when nothing is lost.
double times_in(double budget, double cost) {
  return cost > 0 ? std::floor(budget / cost) : std::numeric_limits<double>::infinity();
}

void add_stall_cost(PlanDraft& draft, const Stall& stall, std::string_view who, double& late,
                    double& share, double& allowed) {
  const double budget = draft.plan.stall.budget;
  late = stall.late();
  share = part_of(late, budget);
  allowed = times_in(budget, late);
  const auto name = [&](std::string_view what) { return fmt::format("{}{}", what, who); };
  draft.add(PlanPart::kStall, name("requests that come too late when "),
            "rate x max(0, stall - slack) / (1 - utilisation)",
            fmt::format("{} x max(0, {} - {}) / (1 - {})", rate_words(stall.per_second),
                        time_words(stall.lasts), time_words(stall.slack), share_words(stall.rho)),
            late, Unit::kCount);
  if (budget <= 0) return;
  draft.add(PlanPart::kStall, name("of the error budget, when "), "too late / error budget",
            fmt::format("{} / {}", number_words(late), number_words(budget)), share, Unit::kShare);
  if (late <= 0) return;
  draft.add(PlanPart::kStall, name("stalls that the error budget allows, when "),
            "error budget / too late, rounded down",
            fmt::format("{} / {}", number_words(budget), number_words(late)), allowed,
            Unit::kCount);
}

void add_late_anyway(PlanDraft& draft, const LateShares& shares) {
  if (!shares.anyway) {
    draft.plan.remarks.push_back(
        fmt::format("How many miss {} without a stall is not known: the error budget of stalls is "
                    "all that may.",
                    shares.objective->text));
    return;
  }
  draft.add(PlanPart::kStall, "late without a stall, at the peak",
            "1 - greatest percentile that keeps the limit",
            fmt::format("1 - {} at {} each, {}", exact_share_words(1 - *shares.anyway),
                        rate_words(each_at_peak(draft)), shares.objective->text),
            *shares.anyway, Unit::kShare);
}

void add_budget(PlanDraft& draft, const LateShares& shares) {
  auto& cost = draft.plan.stall;
  const bool percentile = shares.objective->percent.has_value();
  if (percentile) add_late_anyway(draft, shares);
  const double demand = draft.question.demand.per_second;
  const auto period = draft.assume().period;
  cost.objective = shares.objective->text;
  cost.of = percentile ? StallPlan::Of::kPercentile : StallPlan::Of::kMean;
  cost.may_be_late = shares.may;
  cost.late_anyway = shares.anyway;
  cost.budget = demand * to_seconds(period) * shares.left();
  const bool taken_off = percentile && shares.anyway;
  draft.add(PlanPart::kStall, "error budget of stalls",
            fmt::format("demand x period x (1 - {}{})", percentile ? "percentile" : "availability",
                        taken_off ? " - late without a stall" : ""),
            fmt::format("{} x {} x (1 - {}{})", rate_words(demand), days_words(period),
                        exact_share_words(1 - shares.may),
                        taken_off ? " - " + share_words(*shares.anyway) : ""),
            cost.budget, Unit::kCount);
}

}  // namespace

void plan_stall(PlanDraft& draft) {
  const auto shares = costliest(draft);
  add_budget(draft, shares);
  auto& cost = draft.plan.stall;
  const auto all = stall_of(draft, *shares.objective, draft.peak);
  const auto one = stall_of(draft, *shares.objective, each_at_peak(draft));
  add_stall_cost(draft, one, "one instance stalls", cost.late_one, cost.share_one,
                 cost.allowed_one);
  add_stall_cost(draft, all, "all stall", cost.late_all, cost.share_all, cost.allowed_all);
  cost.drains = all.drains();
  draft.add(PlanPart::kStall, "until the backlog is gone, after the stall",
            "stall x utilisation / (1 - utilisation)",
            fmt::format("{} x {} / (1 - {})", time_words(all.lasts), share_words(all.rho),
                        share_words(all.rho)),
            to_seconds(cost.drains), Unit::kTime);
}

}  // namespace lab
