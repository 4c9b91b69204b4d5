// A section a lesson. Computes nothing.
#include "loadgen/report/html/lesson_html.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "common/units.hpp"
#include "loadgen/report/html/chart_figure.hpp"
#include "loadgen/report/html/provenance.hpp"
#include "loadgen/report/html/workshop_html.hpp"
#include "loadgen/report/lesson_sentences.hpp"
#include "loadgen/report/lesson_words.hpp"
#include "loadgen/report/words.hpp"

namespace lab {
namespace {

Markup charts(const LessonFacts& facts, const LessonSummary& summary) {
  Markup figures;
  for (const auto& chart : facts.charts) figures += chart_figure(chart_data(chart, facts, summary));
  return figures;
}

/// Where the terminal has a sign alone, a word stands beside ours.
std::string_view holds_word(const CheckSummary& summary) {
  if (!summary.verdict) return "not judged";
  const bool open = *summary.verdict == Verdict::kInconclusive;
  return open ? verdict_name(Verdict::kInconclusive) : holds_text(summary);
}

Markup holds(const CheckSummary& summary) {
  const auto mark = verdict_mark(summary.verdict, holds_word(summary));
  if (summary.reason.empty()) return mark;
  return mark + plain(" ") + element("small", summary.reason);
}

Markup verdict_line(const LessonSummary& summary) {
  const auto mark = verdict_mark(summary.verdict, verdict_name(summary.verdict));
  const auto reason = summary.reason.empty() ? "." : ": " + summary.reason + ".";
  return element("p", {{"class", "lead"}}, mark + plain(reason));
}

TableRow check_row(const Check& check, const CheckSummary& summary) {
  return {with_note(check.what, check.formula),
          with_note(predicted_text(check, summary.predicted), tolerance_text(check)),
          plain(quantity_text(summary.measured, check.unit)),
          plain(interval_text(summary, check.unit)), holds(summary)};
}

Markup check_table(const LessonFacts& facts, const LessonSummary& summary) {
  std::vector<TableRow> rows;
  for (std::size_t i = 0; i < facts.checks.size(); ++i)
    rows.push_back(check_row(facts.checks[i], summary.checks[i]));
  return table(fmt::format("{}: predicted beside measured", facts.text.id),
               {{"What, and the formula of its prediction"},
                {"Predicted", Align::kNumber},
                {"Measured", Align::kNumber},
                {"95 % interval", Align::kNumber},
                {"Holds"}},
               rows);
}

Markup remarks(const LessonFacts& facts, const LessonSummary& summary) {
  Markup lines;
  for (const auto& sentence : remarks_of(facts, summary))
    lines += element("p", {{"class", "remark"}}, sentence);
  return lines;
}

Markup arm_table(const LessonFacts& facts) {
  std::vector<TableRow> rows;
  for (const auto& arm : facts.arms) {
    rows.push_back({plain(arm.name),
                    element("code", fmt::format("server {}", fmt::join(arm.options, " "))),
                    plain(arm.load)});
  }
  return table(fmt::format("{}: what was run", facts.text.id), {{"Name"}, {"Server"}, {"Load"}},
               rows);
}

std::string effort(const LessonFacts& facts) {
  return fmt::format("{} of all of these, each on a server started for it; {} in all.",
                     plural(facts.rounds.size(), "round"),
                     format_setting(std::chrono::ceil<std::chrono::seconds>(facts.took)));
}

Section lesson_section(const LessonFacts& facts, const LessonSummary& summary) {
  auto body = verdict_line(summary) + charts(facts, summary);
  body += element("h3", "Predicted and measured") + check_table(facts, summary);
  body += remarks(facts, summary);
  body += element("h3", "Why") + element("p", {{"class", "why"}}, facts.text.why);
  body += element("h3", "What was run") + arm_table(facts) + element("p", effort(facts));
  return {.id = lesson_section_id(facts.text.id),
          .label = std::string(facts.text.id),
          .verdict = summary.verdict,
          .title = std::string(facts.text.claim),
          .body = std::move(body)};
}

/// What it takes to run the same again, with the same arrivals.
std::string command_text(const Workshop& workshop) {
  std::string text = "loadgen lesson";
  for (const auto& lesson : workshop.lessons) text += fmt::format(" {}", lesson.text.id);
  return text + fmt::format(" --rounds {} --seed {}", workshop.rounds, workshop.seed);
}

}  // namespace

std::string lesson_html(const Workshop& workshop, std::span<const LessonSummary> summaries) {
  const Provenance provenance{workshop.machine, workshop.version, workshop.began};
  Page page{.title = "Concurrency models: lessons, measured",
            .subtitle = provenance_line(provenance),
            .sections = {verdicts_section(workshop, summaries), rule_section(workshop, summaries)}};
  for (std::size_t i = 0; i < summaries.size(); ++i)
    page.sections.push_back(lesson_section(workshop.lessons[i], summaries[i]));
  page.sections.push_back(provenance_section(
      provenance, {{"Seed", plain(fmt::format("{}, and one more each round", workshop.seed))},
                   {"Rounds", plain(count_text(workshop.rounds))},
                   {"Again", element("code", command_text(workshop))}}));
  return page_html(page);
}

}  // namespace lab
