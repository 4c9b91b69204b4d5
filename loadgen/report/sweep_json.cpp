// Puts a sweep into JSON. Computes nothing.
#include "loadgen/report/sweep_json.hpp"

#include <array>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "loadgen/report/figure_json.hpp"
#include "loadgen/report/sweep_sentences.hpp"

namespace lab {
namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

value microseconds(const std::optional<Duration>& d) {
  if (!d) return nullptr;
  return to_seconds(*d) * 1e6;
}

value interval_json(const std::optional<Interval>& interval) {
  if (!interval) return nullptr;
  return array{number_json(interval->low), number_json(interval->high)};
}

value limit_json(Limit limit) {
  return limit == Limit::kNone ? value(nullptr) : value(limit_name(limit));
}

value step_json(const std::optional<StepFacts>& step) {
  if (!step) return nullptr;
  const auto& load = step->load;
  return object{{"good_per_s", rate_json(load.good)},
                {"completed_per_s", rate_json(load.completed)},
                {"latency", latency_json(load.latency)},
                {"classes", outcomes_json(load.outcomes)},
                {"generator_cpu_share", load.cpu_share},
                {"limited_by", limit_json(load.limit)},
                {"server_cpu_share", step->use ? value(step->use->cpu_share) : value(nullptr)},
                {"server_cpu_us_per_request",
                 step->use ? microseconds(step->use->cpu_per_request) : value(nullptr)}};
}

array rounds_json(const SweptServer& server, std::size_t load) {
  array rounds;
  for (const auto& round : server.rounds) rounds.push_back(step_json(round[load]));
  return rounds;
}

object predicted_json(const PredictedStep& predicted) {
  return {{"good_per_s", number_json(predicted.per_second)},
          {"mean_ms", predicted.latency ? value(to_ms(*predicted.latency)) : value(nullptr)}};
}

object row_json(const SweepRow& row, array rounds) {
  return {{"load", row.load},
          {"good_per_s", row.good ? value(row.good->median) : value(nullptr)},
          {"interval", row.good ? interval_json(row.good->interval) : value(nullptr)},
          {"mean", figure_json(row.mean)},
          {"p50", figure_json(row.p50)},
          {"p99", figure_json(row.p99)},
          {"good_share", row.good_share},
          {"limited_by", limit_json(row.limit)},
          {"in_fit", row.counts()},
          {"predicted", predicted_json(row.predicted)},
          {"rounds", std::move(rounds)}};
}

std::string_view doubt_name(UslDoubt doubt) {
  constexpr std::array<std::string_view, 9> kNames{"",           "too_few_loads", "bad_fit",
                                                   "hard_limit", "falls_at_once", "one_round",
                                                   "no_bend",    "far_peak",      "no_good_reply"};
  return kNames[static_cast<std::size_t>(doubt)];
}

value parameter_json(double of_law, const std::optional<Interval>& interval) {
  return object{{"value", of_law}, {"interval", interval_json(interval)}};
}

value law_json(const UslVerdict& verdict) {
  if (!verdict.fit) return nullptr;
  const auto& law = verdict.fit->law;
  const auto& in = verdict.intervals;
  const auto of = [&](Interval UslIntervals::*part) {
    return in ? std::optional(*in.*part) : std::nullopt;
  };
  array residuals;
  for (const double residual : verdict.fit->residuals) residuals.push_back(residual);
  return object{{"alpha", parameter_json(law.alpha, of(&UslIntervals::alpha))},
                {"beta", parameter_json(law.beta, of(&UslIntervals::beta))},
                {"gamma", parameter_json(law.gamma, of(&UslIntervals::gamma))},
                {"r_squared", verdict.fit->r_squared},
                {"residuals", std::move(residuals)}};
}

value peak_json(const UslVerdict& verdict) {
  if (!verdict.peak()) return nullptr;
  return object{{"clients", parameter_json(*verdict.peak(), verdict.intervals->peak)},
                {"good_per_s",
                 parameter_json(*verdict.peak_throughput(), verdict.intervals->peak_throughput)}};
}

value scalability_json(const std::optional<UslVerdict>& verdict) {
  if (!verdict) return nullptr;
  const auto doubt = doubt_name(verdict->doubt);
  return object{{"loads", verdict->loads},
                {"law", law_json(*verdict)},
                {"peak", peak_json(*verdict)},
                {"refused", doubt.empty() ? value(nullptr) : value(doubt)},
                {"why", refusal_sentence(*verdict)}};
}

object knee_json(LoadKind kind, const ServerSummary& summary) {
  const auto& knee = summary.knee;
  constexpr std::array<std::string_view, 5> kNames{"", "too_few_loads", "not_reached",
                                                   "below_ladder", "no_good_reply"};
  const bool told = knee.doubt == KneeDoubt::kNone;
  return {{"at", told ? value(knee.at) : value(nullptr)},
          {"passed_at", number_json(knee.above)},
          {"refused", told ? value(nullptr) : value(kNames[static_cast<std::size_t>(knee.doubt)])},
          {"said", knee_sentence(kind, summary)}};
}

value deployment_json(const std::optional<Deployment>& deployment) {
  if (!deployment) return nullptr;
  return object{{"model", model_name(deployment->model)},
                {"workers", deployment->workers},
                {"cores", deployment->cores},
                {"pool", deployment->pool}};
}

object basis_json(LoadKind kind, const Basis& basis) {
  constexpr std::array<std::string_view, 3> kNames{"nothing", "target", "lowest_load"};
  return {{"from", kNames[static_cast<std::size_t>(basis.from)]},
          {"said", basis_sentence(kind, basis)}};
}

object server_json(const Sweep& sweep, const SweptServer& server, const ServerSummary& summary) {
  array rows;
  for (std::size_t i = 0; i < summary.rows.size(); ++i)
    rows.push_back(row_json(summary.rows[i], rounds_json(server, i)));
  return {{"name", server.name},
          {"deployment", deployment_json(server.deployment)},
          {"steps", std::move(rows)},
          {"scalability", scalability_json(summary.usl)},
          {"knee", knee_json(sweep.plan.kind, summary)},
          {"predicted_from", basis_json(sweep.plan.kind, summary.basis)}};
}

}  // namespace

value sweep_json(const Sweep& sweep, const std::vector<ServerSummary>& summaries,
                 const MachineText& machine) {
  const auto& plan = sweep.plan;
  const bool rates = plan.kind == LoadKind::kRates;
  array servers;
  for (std::size_t i = 0; i < summaries.size(); ++i)
    servers.push_back(server_json(sweep, sweep.servers[i], summaries[i]));
  return object{{"kind", "loadgen-sweep"},
                {"version", LAB_VERSION},
                {"machine", machine_json(machine)},
                {"title", sweep.title},
                {"target", plan.target},
                {"load", rates ? "requests_per_s" : "clients"},
                {"connections", rates ? value(plan.connections) : value(nullptr)},
                {"rounds_wanted", plan.rounds},
                {"whole_rounds", whole_rounds(sweep)},
                {"measured_s", to_seconds(plan.duration)},
                {"warmup_s", to_seconds(plan.warmup)},
                {"seed", plan.seed},
                {"confidence", 0.95},
                {"servers", std::move(servers)}};
}

}  // namespace lab
