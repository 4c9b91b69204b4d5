// Lays a run out as the JSON that run.schema.json describes.
#include "loadgen/report/run_json.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "loadgen/report/figure_json.hpp"
#include "loadgen/report/run_facts_json.hpp"
#include "loadgen/report/run_plan_json.hpp"
#include "loadgen/report/run_stats_json.hpp"

namespace lab {
namespace json = boost::json;
namespace {

json::value seconds_or_null(const std::optional<Duration>& time) {
  if (!time) return nullptr;
  return to_seconds(*time);
}

json::value requests_json(const RunSummary& summary) {
  const auto& sum = summary.identity;
  return json::object{{"due", sum.due},       {"answered", sum.answered},
                      {"failed", sum.failed}, {"open", sum.open},
                      {"unsent", sum.unsent}, {"classes", outcomes_json(summary.outcomes)}};
}

json::value rates_json(const RunSummary& summary) {
  return json::object{{"good_per_s", rate_json(summary.good)},
                      {"completed_per_s", rate_json(summary.completed)},
                      {"attempted_per_s", rate_json(summary.attempted)},
                      {"bytes_per_s", rate_json(summary.bytes)}};
}

json::value entries_json(const LoadPlan& plan, const RunSummary& summary) {
  json::array entries;
  for (std::size_t i = 0; i < plan.mix.size(); ++i) {
    const auto& entry = summary.entries[i];
    entries.push_back(json::object{{"target", plan.mix[i].target},
                                   {"good_per_s", rate_json(entry.good)},
                                   {"classes", outcomes_json(entry.outcomes)},
                                   {"latency", latency_json(entry.latency)}});
  }
  return entries;
}

json::value connections_json(const ConnectionFacts& facts, const RunSummary& summary) {
  json::object failures;
  for (const auto& [reason, count] : facts.failures) failures[reason] = count;
  return json::object{{"opened", facts.opened},
                      {"reopened", facts.reopened},
                      {"stale", facts.stale},
                      {"closed_idle", facts.closed_idle},
                      {"failures", std::move(failures)},
                      {"connect_time", latency_json(summary.connect)}};
}

json::value clients_json(const ClientFacts& facts) {
  json::object object{{"asked", facts.asked}, {"never_answered", facts.never_answered}};
  object["least_replies"] = facts.asked > 0 ? json::value(facts.least) : json::value(nullptr);
  object["most_replies"] = facts.asked > 0 ? json::value(facts.most) : json::value(nullptr);
  return object;
}

json::value workers_json(const WorkerCounts& counts) {
  json::object object;
  for (const auto& [name, count] : counts) object[name] = count;
  return object;
}

json::value seconds_json(const std::vector<SecondFacts>& facts) {
  json::array seconds;
  for (const auto& second : facts) {
    seconds.push_back(json::object{{"attempted", second.attempted},
                                   {"completed", second.completed},
                                   {"good", second.good},
                                   {"failed", second.failed},
                                   {"bytes", second.bytes}});
  }
  return seconds;
}

json::value generator_json(const LoadPlan& plan, const RunResult& result,
                           const RunSummary& summary) {
  json::array threads;
  for (const auto& thread : result.threads) {
    threads.push_back(
        json::object{{"cpu_s", to_seconds(thread.cpu)}, {"wall_s", to_seconds(thread.wall)}});
  }
  json::object object{{"threads", std::move(threads)},
                      {"busiest_thread", summary.busiest_thread},
                      {"cpu_share", summary.cpu_share},
                      {"cpu_per_request_s", seconds_or_null(summary.cpu_per_request)},
                      {"machine", machine_json(summary.machine)}};
  if (!plan.open_loop) return object;
  object["send_lag"] = latency_json(*summary.send_lag);
  object["waited"] = result.waited;
  object["most_waiting"] = result.most_waiting;
  object["waiting_at_end"] = summary.identity.unsent;
  object["asked_per_s"] = rate_json(summary.asked);
  object["achieved_share"] = rate_json(summary.achieved_share);
  object["send_lag_bars"] = bars_json(summary.send_lag_bars);
  return object;
}

}  // namespace

json::value run_json(const LoadPlan& plan, const RunResult& result, const RunSummary& summary,
                     const std::vector<std::string>& notes) {
  const auto limit = limit_name(summary.limit);
  json::object object{{"kind", "loadgen-run"},
                      {"version", LAB_VERSION},
                      {"plan", run_plan_json(plan)},
                      {"notes", json::array(notes.begin(), notes.end())},
                      {"measured_s", to_seconds(result.measured)},
                      {"rates", rates_json(summary)},
                      {"requests", requests_json(summary)},
                      {"latency", latency_json(summary.latency)},
                      {"latency_intervals", intervals_json(summary.intervals)},
                      {"latency_bars", bars_json(summary.latency_bars)}};
  if (summary.service) object["service"] = latency_json(*summary.service);
  object["entries"] = entries_json(plan, summary);
  object["seconds"] = seconds_json(result.seconds);
  object["bytes_received"] = result.bytes_received;
  object["connections"] = connections_json(result.connections, summary);
  object["clients"] = clients_json(result.clients);
  object["workers"] = workers_json(result.workers);
  object["generator"] = generator_json(plan, result, summary);
  object["fairness"] = json::object{{"clients", fairness_json(summary.clients)},
                                    {"workers", fairness_json(summary.workers)}};
  add_verdicts(object, summary);
  object["limited_by"] = limit.empty() ? json::value(nullptr) : json::value(limit);
  object["facts"] = run_facts_json(result);
  return object;
}

}  // namespace lab
