// The first steps of a plan: the load, how busy an instance may be, how many there are.
#include <algorithm>
#include <cmath>

#include "loadgen/capacity/plan_draft.hpp"
#include "loadgen/capacity/plan_sizing.hpp"

namespace lab {
namespace {

/// Rounding of products of decimals is no reason for another instance.
constexpr double kRounding = 1e-9;

/// As far as a double tells a rate.
constexpr int kHalvings = 60;

std::string limit_words(FirstLimit limit) {
  return limit == FirstLimit::kUnknown ? "an unknown resource" : std::string(limit_name(limit));
}

/// What an instance serves at most by the resource that ran out, where its capacity is known and
/// the measurement does not speak against it.
std::optional<PlanBound> known_most(const PlanCandidate& candidate) {
  if (!candidate.instance) return std::nullopt;
  auto bound = bound_of(tightest(*candidate.instance));
  if (bound.per_second < candidate.measured->pass_per_s) return std::nullopt;
  return bound;
}

/// Otherwise by the first rate that failed, or by its cores.
PlanBound seen_most(const PlanCandidate& candidate) {
  const auto& measured = *candidate.measured;
  const bool failed = measured.fail_per_s.has_value();
  if (!failed && !candidate.other_bounds.empty()) return candidate.other_bounds.front();
  const double rate = std::max(measured.fail_per_s.value_or(0), measured.pass_per_s);
  return {limit_words(measured.limit), rate,
          failed ? "the least rate that failed" : "the last pass: nothing failed",
          rate_words(rate)};
}

void add_most(PlanDraft& draft, const PlanBound& bound) {
  draft.add(PlanPart::kTarget, fmt::format("most that one instance serves: {}", bound.resource),
            bound.formula, bound.numbers, bound.per_second, Unit::kPerSecond);
}

/// "45ms + 55ms (M/D/1, event loop)": what latency_at() adds up.
std::string latency_words(const Instance& instance, double rate,
                          const LatencyObjective& objective) {
  auto words = time_words(instance.alone);
  for (const auto& station : instance.stations)
    words += fmt::format(" + {} ({}, {})", time_words(station.wait(rate, objective)),
                         station.queue_name(), station.name);
  return words;
}

std::string implied_numbers(const PlanDraft& draft, const UtilisationTarget& target) {
  const auto& objective = draft.question.objectives.latency[target.objective];
  if (target.capped)
    return fmt::format("{} would allow more; no more than {} is planned", objective.text,
                       exact_share_words(kMostUtilisation));
  return fmt::format("{} <= {} at {}",
                     latency_words(*draft.candidate.instance, target.rate, objective),
                     time_words(objective.limit), rate_words(target.rate));
}

void add_implied(PlanDraft& draft, const UtilisationTarget& target) {
  const auto& objective = draft.question.objectives.latency[target.objective];
  auto& utilisation = draft.plan.utilisation;
  utilisation.implied = target.utilisation;
  utilisation.objective = objective.text;
  utilisation.capped = target.capped;
  draft.add(PlanPart::kTarget, fmt::format("utilisation that {} implies", objective.text),
            fmt::format("greatest rho with time alone + {} wait <= limit", metric_words(objective)),
            implied_numbers(draft, target), target.utilisation, Unit::kShare);
}

Duration mean_inside(const Instance& instance, double rate) {
  auto inside = instance.alone;
  for (const auto& station : instance.stations) inside += station.mean_wait(rate);
  return inside;
}

/// By what was measured, the median for the mean; else the mean at that rate.
Duration inside_at(const PlanDraft& draft, double rate) {
  return draft.candidate.measured ? draft.candidate.measured->p50
                                  : mean_inside(*draft.candidate.instance, rate);
}

/// The greatest rate, up to the one that is planned, with no more than `erlangs` in flight.
double rate_of(const PlanDraft& draft, double erlangs) {
  double good = 0;
  double bad = draft.plan.rate;
  for (int i = 0; i < kHalvings; ++i) {
    const double middle = (good + bad) / 2;
    (middle * to_seconds(inside_at(draft, middle)) <= erlangs ? good : bad) = middle;
  }
  return good;
}

/// By the rule that says how many connections an instance must accept.
void limit_by_connections(PlanDraft& draft) {
  const double share = refused_share(draft.question);
  const auto places = draft.assume().max_connections;
  const double asked = draft.plan.rate * to_seconds(inside_at(draft, draft.plan.rate));
  if (finds_places(asked, places, share)) return;
  const double erlangs = most_erlangs(places, share);
  draft.plan.rate = rate_of(draft, erlangs);
  draft.add(PlanPart::kTarget, "rate that its connections allow",
            "Erlang B: greatest erlangs that n refuse no more of than the share, / time inside",
            fmt::format("n = {}, share {}: {} / {}", number_words(places), exact_share_words(share),
                        number_words(erlangs), time_words(inside_at(draft, draft.plan.rate))),
            draft.plan.rate, Unit::kPerSecond);
  draft.plan.remarks.emplace_back(
      "Connections run out before the objectives do: raise --max-connections of the server.");
}

/// The time that a request takes alone; the objectives must leave room for it.
Result<void> check_alone(const PlanDraft& draft) {
  for (const auto& objective : draft.question.objectives.latency) {
    if (objective.limit >= draft.alone) continue;
    return problem("{} cannot be kept at any rate: a request that is alone takes {} ({})",
                   objective.text, time_words(draft.alone),
                   draft.candidate.instance->alone_numbers);
  }
  return {};
}

Result<void> imply_target(PlanDraft& draft) {
  const auto& instance = *draft.candidate.instance;
  draft.alone = instance.alone;
  draft.add(PlanPart::kTarget, "time of a request that is alone", instance.alone_formula,
            instance.alone_numbers, to_seconds(instance.alone), Unit::kTime);
  if (const auto possible = check_alone(draft); !possible) return possible;
  for (const auto& station : instance.stations) add_most(draft, bound_of(station));
  draft.most = bound_of(tightest(instance));
  const auto target = utilisation_target(instance, draft.question.objectives.latency);
  draft.plan.rate = target->rate;
  add_implied(draft, *target);
  draft.add(
      PlanPart::kTarget, "rate that one instance takes", "utilisation x most that it serves",
      fmt::format("{} x {}", share_words(target->utilisation), rate_words(draft.most.per_second)),
      target->rate, Unit::kPerSecond);
  limit_by_connections(draft);
  return {};
}

/// Beside what was measured, what theory says; the two should be near.
void compare_implied(PlanDraft& draft) {
  if (!draft.candidate.instance) return;
  const auto target =
      utilisation_target(*draft.candidate.instance, draft.question.objectives.latency);
  if (target) add_implied(draft, *target);
}

void take_measured(PlanDraft& draft) {
  const auto& measured = *draft.candidate.measured;
  draft.alone = draft.candidate.instance ? draft.candidate.instance->alone : measured.alone;
  const auto known = known_most(draft.candidate);
  draft.most = known ? *known : seen_most(draft.candidate);
  add_most(draft, draft.most);
  draft.plan.rate = measured.pass_per_s;
  const double utilisation = measured.pass_per_s / draft.most.per_second;
  if (known) draft.plan.utilisation.measured = utilisation;
  draft.add(
      PlanPart::kTarget,
      known ? "utilisation at which the objectives still held (measured)"
            : "share of the most known, at which the objectives still held",
      "last pass / most that it serves",
      fmt::format("{} / {}", rate_words(measured.pass_per_s), rate_words(draft.most.per_second)),
      utilisation, Unit::kShare);
  compare_implied(draft);
  draft.add(PlanPart::kTarget, "rate that one instance takes", "the last pass of the search",
            fmt::format("{} at {} confidence", rate_words(measured.pass_per_s),
                        exact_share_words(measured.confidence)),
            measured.pass_per_s, Unit::kPerSecond);
  limit_by_connections(draft);
}

double share_of_most(const PlanDraft& draft, double load, std::uint64_t instances) {
  return load / (static_cast<double>(instances) * draft.most.per_second);
}

double add_utilisation(PlanDraft& draft, std::string name, double load, std::uint64_t instances) {
  const double share = share_of_most(draft, load, instances);
  draft.add(
      PlanPart::kInstances, std::move(name), "load / (instances x most that one serves)",
      fmt::format("{} / ({} x {})", rate_words(load), instances, rate_words(draft.most.per_second)),
      share, Unit::kShare);
  return share;
}

void add_utilisations(PlanDraft& draft) {
  auto& plan = draft.plan;
  auto& utilisation = plan.utilisation;
  const auto spare = draft.assume().spare;
  utilisation.now_all_up =
      add_utilisation(draft, "utilisation at the peak, all up", draft.peak, plan.total);
  utilisation.now_spare_down =
      spare == 0 ? utilisation.now_all_up
                 : add_utilisation(draft, fmt::format("utilisation at the peak, {} down", spare),
                                   draft.peak, plan.needed);
  utilisation.planned = add_utilisation(
      draft,
      spare == 0 ? "utilisation with the headroom used up"
                 : fmt::format("the same with the headroom used up, {} down", spare),
      draft.planned, plan.needed);
}

}  // namespace

PlanBound bound_of(const Station& station) {
  return {station.name, station.capacity(), "servers / time that each request holds one",
          fmt::format("{} / {}", station.queues * station.servers, time_words(station.holds))};
}

void plan_load(PlanDraft& draft) {
  const auto& assume = draft.assume();
  const double demand = draft.question.demand.per_second;
  draft.peak = demand * assume.peak_factor;
  draft.planned = draft.peak * (1 + assume.headroom);
  draft.add(PlanPart::kLoad, "peak load", "demand x peak factor",
            fmt::format("{} x {}", rate_words(demand), number_words(assume.peak_factor)),
            draft.peak, Unit::kPerSecond);
  draft.add(
      PlanPart::kLoad, "planned load", "peak load x (1 + headroom)",
      fmt::format("{} x (1 + {})", rate_words(draft.peak), exact_share_words(assume.headroom)),
      draft.planned, Unit::kPerSecond);
}

Result<void> plan_target(PlanDraft& draft) {
  if (!draft.candidate.measured) return imply_target(draft);
  take_measured(draft);
  return {};
}

void plan_count(PlanDraft& draft) {
  auto& plan = draft.plan;
  const double ratio = draft.planned / plan.rate;
  plan.needed = static_cast<std::uint64_t>(std::max(1.0, std::ceil(ratio - kRounding)));
  plan.total = plan.needed + draft.assume().spare;
  plan.planned_each = draft.planned / static_cast<double>(plan.needed);
  draft.inside = inside_at(draft, draft.plan.planned_each);
  draft.add(PlanPart::kInstances, "instances that the load needs",
            "planned load / rate of one, rounded up",
            fmt::format("{} / {} = {}", rate_words(draft.planned), rate_words(plan.rate),
                        number_words(ratio)),
            static_cast<double>(plan.needed), Unit::kCount);
  draft.add(PlanPart::kInstances, "instances to run", "needed + spare",
            fmt::format("{} + {}", plan.needed, draft.assume().spare),
            static_cast<double>(plan.total), Unit::kCount);
  add_utilisations(draft);
}

std::string metric_words(const LatencyObjective& objective) {
  return objective.percent ? fmt::format("p{}", *objective.percent) : "mean";
}

double refused_share(const PlanQuestion& question) {
  const double errors = question.objectives.errors.value_or(0);
  return errors > 0 ? errors : 1 - question.assume.availability;
}

}  // namespace lab
