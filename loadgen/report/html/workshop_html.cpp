// Verdicts and the decision rule.
#include "loadgen/report/html/workshop_html.hpp"

#include <fmt/format.h>

#include "loadgen/report/html/table.hpp"
#include "loadgen/report/lesson_sentences.hpp"
#include "loadgen/report/lesson_words.hpp"
#include "loadgen/report/words.hpp"

namespace lab {
namespace {

Markup lesson_link(std::string_view lesson) {
  return element("a", {{"href", "#" + lesson_section_id(lesson)}}, lesson);
}

Markup verdict_of(const LessonSummary& summary) {
  return verdict_mark(summary.verdict, verdict_name(summary.verdict));
}

/// A lesson has no headline when it planned no check.
Markup headline(const LessonFacts& facts, const LessonSummary& summary) {
  if (facts.headline >= facts.checks.size()) return plain("-");
  const auto& check = facts.checks[facts.headline];
  const auto& found = summary.checks[facts.headline];
  return plain(check.what + ": ") + element("b", quantity_text(found.measured, check.unit)) +
         plain(" ") + element("small", "predicted " + predicted_text(check, found.predicted));
}

TableRow verdict_row(const LessonFacts& facts, const LessonSummary& summary) {
  return {lesson_link(facts.text.id), verdict_of(summary), plain(facts.text.claim),
          headline(facts, summary)};
}

std::string tally(std::span<const LessonSummary> summaries) {
  const std::vector<LessonSummary> all(summaries.begin(), summaries.end());
  auto text = plural(all.size(), "lesson") + ": ";
  for (const auto verdict : {Verdict::kConfirmed, Verdict::kInconclusive, Verdict::kRefuted})
    text += fmt::format("{} {}{}", count_verdicts(all, verdict), verdict_name(verdict),
                        verdict == Verdict::kRefuted ? "." : ", ");
  return text;
}

Markup what_verdicts_mean() {
  return fact_list(
      {{"confirmed", plain("the 95 % interval over rounds lies inside of what is accepted")},
       {"refuted", plain("it lies wholly outside")},
       {"inconclusive", plain("anything between, or nothing that can be judged: too noisy, or the "
                              "load generator was the limit")}});
}

TableRow evidence_row(const Evidence& evidence) {
  return {lesson_link(evidence.lesson),
          verdict_mark(evidence.verdict, verdict_word(evidence.verdict)), plain(evidence.what),
          plain(quantity_text(evidence.measured, evidence.unit))};
}

Markup evidence_table(const Rule& rule, const std::vector<Evidence>& evidence) {
  if (evidence.empty()) return element("p", {{"class", "remark"}}, "None of its lessons was run.");
  std::vector<TableRow> rows;
  rows.reserve(evidence.size());
  for (const auto& one : evidence) rows.push_back(evidence_row(one));
  return table(fmt::format("What was found of {} and {}", rule.name, rule.advice),
               {{"Lesson"}, {"Verdict"}, {"What"}, {"Measured", Align::kNumber}}, rows);
}

Markup rule_block(const Rule& rule, const std::vector<Evidence>& evidence) {
  return element("h3", plain(rule.name) + plain(" → ") + plain(rule.advice)) +
         evidence_table(rule, evidence) +
         element("p", element("b", "In C++: ") + plain(rule.in_cpp));
}

}  // namespace

std::string lesson_section_id(std::string_view lesson) { return fmt::format("lesson-{}", lesson); }

Section verdicts_section(const Workshop& workshop, std::span<const LessonSummary> summaries) {
  std::vector<TableRow> rows;
  for (std::size_t i = 0; i < summaries.size(); ++i)
    rows.push_back(verdict_row(workshop.lessons[i], summaries[i]));
  return {.id = "verdicts",
          .label = "Verdicts",
          .title = "Verdicts",
          .body = element("p", {{"class", "lead"}}, tally(summaries)) +
                  table("The verdict of every lesson",
                        {{"Lesson"}, {"Verdict"}, {"Claim"}, {"In one number"}}, rows) +
                  what_verdicts_mean()};
}

Section rule_section(const Workshop& workshop, std::span<const LessonSummary> summaries) {
  Markup body;
  for (const auto& rule : decision_rule())
    body += rule_block(rule, evidence_for(rule, workshop, summaries));
  return {.id = "rule",
          .label = "Which model when",
          .title = "Which model when: the rule of the lesson text, and what was found of it",
          .body = std::move(body)};
}

}  // namespace lab
