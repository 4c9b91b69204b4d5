// Puts lessons into JSON. Computes nothing.
#include "loadgen/report/lesson_json.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "loadgen/report/figure_json.hpp"

namespace lab {
namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

value text_or_null(std::string_view text) { return text.empty() ? value(nullptr) : value(text); }

std::string_view claim_name(Claim claim) {
  switch (claim) {
    case Claim::kNear:
      return "near";
    case Claim::kAtLeast:
      return "at_least";
    case Claim::kAtMost:
      return "at_most";
  }
  return {};
}

template <class List, class ToJson>
array array_of(const List& list, ToJson to_json) {
  array items;
  for (const auto& item : list) items.push_back(value(to_json(item)));
  return items;
}

array numbers(const std::vector<double>& values) {
  return array_of(values, [](double d) { return number_json(d); });
}

object arm_json(const ArmFacts& arm) {
  return {{"name", arm.name},
          {"server_options", array_of(arm.options, [](const auto& word) { return value(word); })},
          {"load", arm.load}};
}

object term_json(const Term& term) {
  return {{"arm", term.arm}, {"quantity", row_of(term.quantity).name}};
}
value term_json(const std::optional<Term>& term) {
  return term ? value(term_json(*term)) : value(nullptr);
}

object measure_json(const Measure& measure) {
  return {{"of", term_json(measure.of)},
          {"less", term_json(measure.less)},
          {"per", term_json(measure.per)}};
}

value interval_json(const std::optional<Interval>& interval) {
  if (!interval) return nullptr;
  return object{{"low", number_json(interval->low)}, {"high", number_json(interval->high)}};
}

value verdict_json(const std::optional<Verdict>& verdict) {
  return verdict ? value(verdict_name(*verdict)) : value(nullptr);
}

object summary_json(const CheckSummary& summary) {
  return {{"rounds", summary.rounds},
          {"left_out", summary.left_out},
          {"predicted", number_json(summary.predicted)},
          {"measured", number_json(summary.measured)},
          {"interval", interval_json(summary.interval)},
          {"share_of_prediction", interval_json(summary.share)},
          {"verdict", verdict_json(summary.verdict)},
          {"reason", text_or_null(summary.reason)}};
}

object check_json(const Check& check, const LessonFacts& facts, const CheckSummary& summary) {
  return {{"what", check.what},
          {"formula", check.formula},
          {"measure", measure_json(check.measure)},
          {"unit", unit_name(check.unit)},
          {"claim", claim_name(check.claim)},
          {"tolerance", check.claim == Claim::kNear ? value(check.tolerance) : value(nullptr)},
          {"seen_in_one_round", check.effect == Effect::kStrong},
          {"predicted", numbers(check.predicted)},
          {"measured", array_of(facts.rounds,
                                [&](const auto& round) {
                                  return number_json(value_of(check.measure, round));
                                })},
          {"summary", summary_json(summary)}};
}

value timeline_json(const std::optional<Timeline>& timeline) {
  if (!timeline) return nullptr;
  return object{
      {"step_s", to_seconds(timeline->step)},
      {"good_per_s", numbers(timeline->per_second)},
      {"event_s", timeline->event ? value(to_seconds(*timeline->event)) : value(nullptr)}};
}

object readings_json(const Readings& readings) {
  object values;
  for (const auto& [quantity, found] : readings.values())
    values[row_of(quantity).name] = number_json(found);
  return {{"values", std::move(values)},
          {"doubt", text_or_null(readings.doubt)},
          {"timeline", timeline_json(readings.timeline)}};
}

array rounds_json(const LessonFacts& facts) {
  array rounds;
  for (const auto& round : facts.rounds) {
    rounds.push_back(
        object{{"seed", facts.seed + rounds.size()}, {"arms", array_of(round, readings_json)}});
  }
  return rounds;
}

object lesson_facts_json(const LessonFacts& facts, const LessonSummary& summary) {
  array checks;
  for (std::size_t i = 0; i < facts.checks.size(); ++i)
    checks.push_back(check_json(facts.checks[i], facts, summary.checks[i]));
  return {{"id", facts.text.id},
          {"claim", facts.text.claim},
          {"why", facts.text.why},
          {"verdict", verdict_name(summary.verdict)},
          {"reason", text_or_null(summary.reason)},
          {"broken", text_or_null(facts.broken)},
          {"rounds_wanted", facts.rounds_wanted},
          {"took_s", to_seconds(facts.took)},
          {"headline", facts.headline},
          {"arms", array_of(facts.arms, arm_json)},
          {"checks", std::move(checks)},
          {"rounds", rounds_json(facts)}};
}

object evidence_json(const Evidence& evidence) {
  return {{"lesson", evidence.lesson},
          {"verdict", verdict_json(evidence.verdict)},
          {"what", evidence.what},
          {"unit", unit_name(evidence.unit)},
          {"measured", number_json(evidence.measured)}};
}

}  // namespace

value lesson_json(const Workshop& workshop, std::span<const LessonSummary> summaries) {
  array lessons;
  for (std::size_t i = 0; i < summaries.size(); ++i)
    lessons.push_back(lesson_facts_json(workshop.lessons[i], summaries[i]));
  const auto rule_json = [&](const Rule& rule) {
    return object{{"work", rule.name},
                  {"advice", rule.advice},
                  {"in_cpp", rule.in_cpp},
                  {"evidence", array_of(evidence_for(rule, workshop, summaries), evidence_json)}};
  };
  return object{{"kind", "loadgen-lesson"},
                {"version", workshop.version},
                {"began_unix_us", workshop.began.time_since_epoch().count()},
                {"machine", machine_json(workshop.machine)},
                {"seed", workshop.seed},
                {"rounds_wanted", workshop.rounds},
                {"lessons", std::move(lessons)},
                {"rule", array_of(decision_rule(), rule_json)}};
}

}  // namespace lab
