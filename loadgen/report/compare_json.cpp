// Puts a comparison into JSON. Computes nothing.
#include "loadgen/report/compare_json.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "loadgen/report/figure_json.hpp"

namespace lab {
namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

value microseconds(const std::optional<Duration>& d) {
  if (!d) return nullptr;
  return to_seconds(*d) * 1e6;
}

value use_json(const std::optional<ServerUse>& use) {
  if (!use) return nullptr;
  return object{{"cpu_share", use->cpu_share},
                {"cpu_us_per_request", microseconds(use->cpu_per_request)},
                {"peak_memory_bytes", use->peak_memory},
                {"peak_threads", use->peak_threads}};
}

object round_json(const CellFacts& facts) {
  return {{"good_per_s", rate_json(facts.load.good)},
          {"completed_per_s", rate_json(facts.load.completed)},
          {"latency", latency_json(facts.load.latency)},
          {"classes", outcomes_json(facts.load.outcomes)},
          {"clients", facts.clients},
          {"never_answered", facts.never_answered},
          {"generator_cpu_share", facts.load.cpu_share},
          {"limited_by",
           facts.load.limit == Limit::kNone ? value(nullptr) : value(limit_name(facts.load.limit))},
          {"server", use_json(facts.use)}};
}

value ideal_json(const std::optional<Prediction>& ideal) {
  if (!ideal) return nullptr;
  return object{{"good_per_s", ideal->per_second}, {"latency_ms", to_ms(ideal->latency)}};
}

object cell_json(const std::string& server, const CellRounds& cell, const CellSummary& summary) {
  array rounds;
  for (const auto& facts : cell.rounds) rounds.push_back(round_json(facts));
  return {{"server", server},
          {"ideal", ideal_json(summary.ideal)},
          {"median", object{{"good_per_s", rate_json(summary.good)},
                            {"p50", figure_json(summary.p50)},
                            {"p99", figure_json(summary.p99)},
                            {"cpu_us_per_request", microseconds(summary.cpu_per_request)}}},
          {"rounds", std::move(rounds)}};
}

array names(const std::vector<std::size_t>& indices, const std::vector<std::string>& servers) {
  array list;
  for (const auto i : indices) list.push_back(value(servers[i]));
  return list;
}

value doubt_json(Doubt doubt) {
  switch (doubt) {
    case Doubt::kNone:
      return nullptr;
    case Doubt::kSharedCores:
      return "shared_cores";
    case Doubt::kGenerator:
      return "generator";
  }
  return nullptr;
}

object verdict_json(const RowVerdict& verdict, const std::vector<std::string>& servers) {
  const auto& ranking = verdict.ranking;
  return {{"whole_rounds", verdict.rounds},
          {"decided_by", verdict.doubt == Doubt::kNone ? "good_per_s" : "cpu_us_per_request"},
          {"doubt", doubt_json(verdict.doubt)},
          {"winners", names(ranking.leaders, servers)},
          {"order", names(ranking.order, servers)},
          {"certainty", ranking.certainty == Certainty::kTested ? "tested" : "order_of_one_round"},
          {"lead", ranking.lead ? value(*ranking.lead) : value(nullptr)}};
}

array mix_json(const Workload& workload) {
  array mix;
  for (const auto& entry : workload.mix)
    mix.push_back(object{{"weight", entry.weight}, {"target", entry.target}});
  return mix;
}

}  // namespace

value compare_json(const Comparison& comparison, const std::vector<RowVerdict>& verdicts) {
  array rows;
  for (std::size_t i = 0; i < verdicts.size(); ++i) {
    const auto& row = comparison.rows[i];
    array cells;
    for (std::size_t j = 0; j < row.cells.size(); ++j) {
      cells.push_back(cell_json(comparison.servers[j], row.cells[j], verdicts[i].cells[j]));
    }
    rows.push_back(object{{"workload", row.workload.name},
                          {"connections", row.workload.connections},
                          {"mix", mix_json(row.workload)},
                          {"cells", std::move(cells)},
                          {"verdict", verdict_json(verdicts[i], comparison.servers)},
                          {"why", why_text(row, verdicts[i], comparison.servers)}});
  }
  return object{{"kind", "loadgen-compare"},
                {"version", LAB_VERSION},
                {"cores", comparison.cores},
                {"rounds_wanted", comparison.rounds_wanted},
                {"measured_s", to_seconds(comparison.duration)},
                {"rows", std::move(rows)}};
}

}  // namespace lab
