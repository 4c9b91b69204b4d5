// Puts capacity searches into JSON. Computes nothing.
#include "loadgen/report/capacity_json.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "loadgen/report/figure_json.hpp"

namespace lab {
namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

constexpr double kConfidence = 0.95;

value seconds(const std::optional<Figure>& figure) {
  if (!figure) return nullptr;
  return to_seconds(figure->value);
}

std::string_view tested_name(Tested tested) {
  switch (tested) {
    case Tested::kSlow:
      return "slow_share";
    case Tested::kErrors:
      return "error_share";
    case Tested::kTime:
      return "seconds";
    case Tested::kUnserved:
      return "unserved_share";
  }
  return {};
}

object result_json(const ObjectiveResult& result) {
  return {{"objective", result.text},
          {"verdict", verdict_name(result.verdict)},
          {"tested", tested_name(result.tested)},
          {"observed", result.observed},
          {"low", result.interval.low},
          {"high", number_json(result.interval.high)},
          {"allowed", result.allowed},
          {"too_few_to_show", result.takes > 0}};
}

value fill_json(const std::optional<ServerFill>& fill) {
  if (!fill) return nullptr;
  return object{{"looks", fill->looks},
                {"cpu_share", fill->cpu_share},
                {"workers_busy_share", fill->workers_busy},
                {"pool_full_share", fill->pool_full},
                {"listen_queue_share", fill->queue_seen},
                {"loop_lag_s", to_seconds(fill->lag)},
                {"pool_refused", fill->refused_by_pool},
                {"listen_drops", fill->drops},
                {"turned_away", fill->turned_away}};
}

value generator_json(Limit limit) {
  if (limit == Limit::kNone) return nullptr;
  return value(limit_name(limit));
}

object step_json(const SearchStepFacts& step) {
  array results;
  for (const auto& result : step.judgement.results) results.push_back(result_json(result));
  return {{"per_s", step.offer.rate},
          {"purpose", purpose_name(step.offer.purpose)},
          {"pieces", step.pieces},
          {"measured_s", to_seconds(step.measured)},
          {"verdict", verdict_name(step.judgement.verdict)},
          {"good_per_s", rate_json(step.load.good)},
          {"latency", latency_json(step.load.latency)},
          {"classes", outcomes_json(step.load.outcomes)},
          {"connections", step.connections},
          {"limited_by", generator_json(step.load.limit)},
          {"results", std::move(results)},
          {"server", fill_json(step.fill)}};
}

value latency_at_pass(const SearchStepFacts* pass) {
  if (pass == nullptr) return nullptr;
  return object{{"p50_s", seconds(pass->load.latency[Stat::kP50])},
                {"p99_s", seconds(pass->load.latency[Stat::kP99])}};
}

void add_use(object& json, const SearchStepFacts* pass) {
  json["cpu_s_per_request"] = nullptr;
  json["rss_bytes"] = nullptr;
  json["connections"] = nullptr;
  if (pass == nullptr) return;
  json["connections"] = pass->connections;
  if (!pass->use) return;
  json["rss_bytes"] = pass->use->peak_memory;
  if (pass->use->cpu_per_request)
    json["cpu_s_per_request"] = to_seconds(*pass->use->cpu_per_request);
}

void add_identity(object& json, const std::optional<ServerIdentity>& identity) {
  json["model"] = nullptr;
  json["workers"] = nullptr;
  json["cores"] = nullptr;
  if (!identity) return;
  json["model"] = model_name(identity->model);
  json["workers"] = identity->workers;
  json["cores"] = identity->cores;
}

object server_json(const ServerCapacity& server) {
  const auto& bracket = server.bracket;
  object json{{"name", server.name}, {"url", server.url}};
  add_identity(json, server.identity);
  json["pass_per_s"] = rate_json(bracket.pass);
  json["fail_per_s"] = rate_json(bracket.fail);
  json["not_shown_per_s"] = rate_json(bracket.not_shown);
  json["confidence"] = kConfidence;
  json["passes"] = bracket.passes;
  json["failures"] = bracket.failures;
  json["conclusion"] = conclusion_name(bracket.conclusion);
  json["limit"] = limit_name(server.limit());
  json["latency_at_pass"] = latency_at_pass(server.at_pass());
  add_use(json, server.at_pass());
  json["spent_s"] = to_seconds(server.spent);
  json["never_idle"] = server.never_idle;
  if (!server.trouble.empty()) json["trouble"] = server.trouble;
  array steps;
  for (const auto& step : server.steps) steps.push_back(step_json(step));
  json["steps"] = std::move(steps);
  return json;
}

}  // namespace

value capacity_json(const CapacityReport& report) {
  array slo;
  for (const auto& objective : report.objectives) slo.push_back(value(objective.text));
  array servers;
  for (const auto& server : report.servers) servers.push_back(server_json(server));
  return object{{"kind", "loadgen-capacity"},
                {"version", LAB_VERSION},
                {"began_unix_us", report.began.time_since_epoch().count()},
                {"machine", machine_json(report.machine)},
                {"slo", std::move(slo)},
                {"workload", report.workload.empty() ? value(nullptr) : value(report.workload)},
                {"target", report.target},
                {"precision", report.search.precision},
                {"step_s", to_seconds(report.search.step)},
                {"budget_s", to_seconds(report.search.budget)},
                {"start_per_s", report.search.start},
                {"max_rate_per_s", report.search.highest},
                {"threads", report.threads},
                {"seed", report.seed},
                {"servers", std::move(servers)}};
}

}  // namespace lab
