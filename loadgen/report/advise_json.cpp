// Puts advice into JSON. Computes nothing.
#include "loadgen/report/advise_json.hpp"

#include <array>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "loadgen/report/advise_words.hpp"
#include "loadgen/report/figure_json.hpp"

namespace lab {
namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

std::string_view limit_word(Bottleneck limit) {
  constexpr std::array<std::string_view, 5> kWords{"clients", "cpu", "workers", "loop", "pool"};
  return kWords[static_cast<std::size_t>(limit)];
}

std::string_view match_word(Match match) {
  constexpr std::array<std::string_view, 5> kWords{"wins", "ties", "near", "loses", "unknown"};
  return kWords[static_cast<std::size_t>(match)];
}

std::string_view criterion_word(Criterion criterion) {
  constexpr std::array<std::string_view, 3> kWords{"good_per_s", "cpu_us_per_request",
                                                   "mean_latency"};
  return kWords[static_cast<std::size_t>(criterion)];
}

std::string_view standing_word(Standing standing) {
  constexpr std::array<std::string_view, 3> kWords{"same", "ties", "worse"};
  return kWords[static_cast<std::size_t>(standing)];
}

std::string_view change_word(ChangeKind kind) {
  constexpr std::array<std::string_view, 6> kWords{
      "pool", "pool_threads", "blocking", "computing", "more_connections", "fewer_connections"};
  return kWords[static_cast<std::size_t>(kind)];
}

value seconds_json(const std::optional<Duration>& d) {
  if (!d) return nullptr;
  return to_seconds(*d);
}

value tail_json(const std::optional<Tail>& tail) {
  if (!tail) return nullptr;
  constexpr std::array<std::string_view, 3> kBounds{"exact", "at_most", "at_least"};
  return object{{"s", to_seconds(tail->value)},
                {"bound", kBounds[static_cast<std::size_t>(tail->bound)]}};
}

value interval_json(const std::optional<Interval>& interval) {
  if (!interval) return nullptr;
  return object{{"low", interval->low}, {"high", interval->high}};
}

value measured_json(const AdviceCheck* check, std::size_t index) {
  if (check == nullptr) return nullptr;
  const auto& measured = check->measured[index];
  const auto& cell = check->verdict.cells[index];
  return object{{"good_per_s", number_json(measured.good)},
                {"interval", interval_json(measured.interval)},
                {"off_by", number_json(measured.off)},
                {"mean_s", seconds_json(measured.mean)},
                {"p50", figure_json(cell.p50)},
                {"p99", figure_json(cell.p99)},
                {"cpu_s_per_request", seconds_json(cell.cpu_per_request)}};
}

object outlook_json(const Advice& advice, const AdviceCheck* check, std::size_t index) {
  const auto& outlook = advice.outlooks[index];
  return {{"server", outlook.candidate.name},     {"workers", outlook.candidate.deployment.workers},
          {"capacity_per_s", outlook.capacity},   {"per_s", outlook.per_second},
          {"mean_s", seconds_json(outlook.mean)}, {"p99", tail_json(outlook.p99)},
          {"limit", limit_word(outlook.limit)},   {"http_bound", outlook.http_bound},
          {"memory_bytes", outlook.memory},       {"measured", measured_json(check, index)}};
}

array names(const Advice& advice, const std::vector<std::size_t>& indices) {
  array list;
  for (const auto i : indices) list.push_back(value(advice.outlooks[i].candidate.name));
  return list;
}

value rule_json(const Advice& advice) {
  if (!advice.rule) return nullptr;
  const auto& rule = *advice.rule;
  return object{{"work", rule.rule->name},
                {"server", advice.outlooks[rule.outlook].candidate.name},
                {"standing", standing_word(rule.standing)},
                {"share_of_advised", rule.share}};
}

object change_json(const Change& change) {
  const bool more = change.kind == ChangeKind::kBlocking || change.kind == ChangeKind::kComputing;
  return {{"change", change_word(change.kind)},
          {"more_s", more ? value(to_seconds(change.more)) : value(nullptr)},
          {"pool_threads", change.pool_threads > 0 ? value(change.pool_threads) : value(nullptr)},
          {"connections", change.connections > 0 ? value(change.connections) : value(nullptr)},
          {"server", change.name},
          {"per_s", change.per_second}};
}

value check_json(const Advice& advice, const AdviceCheck* check) {
  if (check == nullptr) return nullptr;
  const auto& verdict = check->verdict;
  return object{{"rounds_wanted", check->rounds_wanted},
                {"whole_rounds", verdict.rounds},
                {"measured_s", to_seconds(check->duration)},
                {"others_share", number_json(check->others)},
                {"decided_by", criterion_word(check->criterion)},
                {"winners", names(advice, check->ranking.leaders)},
                {"advised", match_word(check->advised)},
                {"rule_of_thumb", check->rule ? value(match_word(*check->rule)) : value(nullptr)}};
}

}  // namespace

value advice_json(const Advice& advice, const AdviceCheck* check) {
  array outlooks, changes;
  for (std::size_t i = 0; i < advice.outlooks.size(); ++i)
    outlooks.push_back(outlook_json(advice, check, i));
  for (const auto& change : advice.changes) changes.push_back(change_json(change));
  const auto& situation = advice.situation;
  return object{{"kind", "loadgen-advice"},
                {"version", LAB_VERSION},
                {"work", pipeline_text(advice.pipeline)},
                {"connections", situation.connections},
                {"rate_per_s", situation.rate ? value(situation.rate->per_second) : value(nullptr)},
                {"cores", situation.cores},
                {"pool", situation.pool},
                {"http_cpu_s", to_seconds(situation.http)},
                {"servers", std::move(outlooks)},
                {"advised", advice.outlooks[advice.pick].candidate.name},
                {"ties", names(advice, advice.ties)},
                {"why", reason_sentence(advice)},
                {"rule_of_thumb", rule_json(advice)},
                {"changes", std::move(changes)},
                {"check", check_json(advice, check)}};
}

}  // namespace lab
