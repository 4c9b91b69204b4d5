// Puts a plan into JSON. Computes nothing.
#include "loadgen/report/plan_json.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "loadgen/report/figure_json.hpp"
#include "loadgen/report/plan_words.hpp"

namespace lab {
namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

value model_json(const std::optional<Model>& model) {
  return model ? value(model_name(*model)) : value(nullptr);
}

object question_json(const PlanQuestion& question) {
  array objectives;
  for (const auto& objective : question.objectives.latency)
    objectives.push_back(value(objective.text));
  const auto& assume = question.assume;
  return {{"demand_per_s", question.demand.per_second},
          {"slo", std::move(objectives)},
          {"errors_share", number_json(question.objectives.errors)},
          {"headroom", assume.headroom},
          {"spare", assume.spare},
          {"peak_factor", assume.peak_factor},
          {"availability", assume.availability},
          {"period_s", to_seconds(assume.period)},
          {"stall_s", to_seconds(assume.stall)},
          {"max_connections", assume.max_connections},
          {"connection_memory_bytes",
           assume.connection_memory ? value(*assume.connection_memory) : value(nullptr)}};
}

object utilisation_json(const UtilisationPlan& utilisation) {
  return {{"implied", number_json(utilisation.implied)},
          {"measured", number_json(utilisation.measured)},
          {"implied_by", utilisation.objective},
          {"capped", utilisation.capped},
          {"peak_all_up", utilisation.now_all_up},
          {"peak_spare_down", utilisation.now_spare_down},
          {"planned_spare_down", utilisation.planned}};
}

object connections_json(const InstancePlan& plan) {
  return {{"in_flight", plan.in_flight},
          {"in_flight_p999", plan.in_flight_rare},
          {"in_flight_after_stall", plan.in_flight_stall},
          {"per_instance", plan.places},
          {"per_instance_in_stall", plan.places_in_stall}};
}

object stall_json(const StallPlan& stall) {
  const auto cost = [](double late, double share, double allowed) {
    return object{
        {"late", late}, {"budget_share", number_json(share)}, {"allowed", number_json(allowed)}};
  };
  return {{"objective", stall.objective},
          {"may_be_late_share", stall.may_be_late},
          {"late_anyway_share", number_json(stall.late_anyway)},
          {"error_budget", stall.budget},
          {"one_instance", cost(stall.late_one, stall.share_one, stall.allowed_one)},
          {"all", cost(stall.late_all, stall.share_all, stall.allowed_all)},
          {"drains_s", to_seconds(stall.drains)}};
}

array pools_json(const InstancePlan& plan) {
  array pools;
  for (const auto& pool : plan.pools)
    pools.push_back(object{{"name", pool.name},
                           {"size", pool.size > 0 ? value(pool.size) : value(nullptr)},
                           {"per_instance", pool.pools},
                           {"per_s", pool.per_second}});
  return pools;
}

array bounds_json(const InstancePlan& plan) {
  array bounds;
  for (const auto& bound : plan.bounds)
    bounds.push_back(object{{"resource", bound.resource}, {"per_s", bound.per_second}});
  return bounds;
}

array rows_json(const InstancePlan& plan) {
  array rows;
  for (const auto& row : plan.rows)
    rows.push_back(object{{"part", part_name(row.part)},
                          {"name", row.name},
                          {"formula", row.formula},
                          {"numbers", row.numbers},
                          {"result", number_json(row.result)},
                          {"unit", unit_name(row.unit)}});
  return rows;
}

array texts_json(const std::vector<std::string>& texts) {
  array list;
  for (const auto& text : texts) list.push_back(value(text));
  return list;
}

array assumed_json(const PlanCandidate& candidate) {
  array list;
  for (const auto& [option, text] : candidate.assumed)
    list.push_back(object{{"option", option}, {"text", text}});
  return list;
}

object candidate_json(const InstancePlan& plan) {
  const auto& candidate = plan.candidate;
  return {{"name", candidate.name},
          {"source", candidate.source},
          {"model", model_json(candidate.model)},
          {"workers", plan.workers ? value(*plan.workers) : value(nullptr)},
          {"cores_per_instance", number_json(candidate.cores)},
          {"rate_per_instance", plan.rate},
          {"planned_rate_per_instance", plan.planned_each},
          {"instances_needed", plan.needed},
          {"instances", plan.total},
          {"cores", number_json(plan.cores)},
          {"memory_bytes", number_json(plan.memory)},
          {"connection_memory_bytes", plan.connection_memory},
          {"utilisation", utilisation_json(plan.utilisation)},
          {"connections", connections_json(plan)},
          {"pools", pools_json(plan)},
          {"bounds", bounds_json(plan)},
          {"stall", stall_json(plan.stall)},
          {"assumed", assumed_json(candidate)},
          {"remarks", texts_json(plan.remarks)},
          {"rows", rows_json(plan)}};
}

array expectations_json(const std::vector<PlanJudgement>& judgements) {
  array list;
  for (const auto& judged : judgements)
    list.push_back(object{{"text", judged.text},
                          {"planned", number_json(judged.planned)},
                          {"met", judged.met == Met::kYes}});
  return list;
}

}  // namespace

value plan_json(const CapacityPlan& plan) {
  array candidates;
  for (const auto& one : plan.plans) candidates.push_back(candidate_json(one));
  array left_out;
  for (const auto& [name, why] : plan.left_out)
    left_out.push_back(object{{"name", name}, {"why", why}});
  return object{{"kind", "loadgen-plan"},
                {"version", LAB_VERSION},
                {"question", question_json(plan.question)},
                {"best", plan.plans.front().candidate.name},
                {"why", plan.why},
                {"expectations", expectations_json(plan.expectations)},
                {"candidates", std::move(candidates)},
                {"left_out", std::move(left_out)}};
}

}  // namespace lab
