// Prints lessons. Computes nothing.
#include "loadgen/report/lesson_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "common/units.hpp"
#include "loadgen/report/lesson_sentences.hpp"
#include "loadgen/report/lesson_words.hpp"
#include "loadgen/report/words.hpp"

namespace lab {
namespace {

constexpr std::size_t kWhatWidth = 32;

/// Words of `text` in lines of at most `width` columns, or of one longer word.
std::vector<std::string> lines_of(std::string_view text, std::size_t width) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    auto end = text.size();
    if (end > width) end = text.rfind(' ', width);
    if (end == std::string_view::npos || end == 0) end = std::min(text.find(' ', 1), text.size());
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(text.size(), end + 1));
  }
  return lines;
}

std::string arm_lines(const ArmFacts& arm, std::size_t width) {
  auto text = wrapped(fmt::format("  - {:<{}}  ", arm.name, width),
                      fmt::format("server {}", fmt::join(arm.options, " ")));
  return text + wrapped(std::string(width + 6, ' '), arm.load);
}

std::size_t widest_name(const std::vector<ArmFacts>& arms) {
  std::size_t width = 0;
  for (const auto& arm : arms) width = std::max(width, arm.name.size());
  return width;
}

std::string prediction_line(const Check& check) {
  const auto tolerance = tolerance_text(check);
  return wrapped("  - ", fmt::format("{} {}{}{}: {}", check.what,
                                     predicted_text(check, median(check.predicted)),
                                     tolerance.empty() ? "" : ", ", tolerance, check.formula));
}

std::string table_line(std::string_view what, std::string_view predicted, std::string_view measured,
                       std::string_view interval, std::string_view holds) {
  return fmt::format("  {:<{}}{:>11}{:>10}{:>19}{:>6}\n", what, kWhatWidth, predicted, measured,
                     interval, holds);
}

/// What does not fit into its column goes on in further lines, the last of which has the figures.
std::string check_line(const Check& check, const CheckSummary& summary) {
  auto lines = lines_of(check.what, kWhatWidth - 2);
  std::string text;
  for (std::size_t i = 0; i + 1 < lines.size(); ++i)
    text += fmt::format("  {}{}\n", i == 0 ? "" : "  ", lines[i]);
  const auto last = fmt::format("{}{}", lines.size() > 1 ? "  " : "", lines.back());
  return text + table_line(last, predicted_text(check, summary.predicted),
                           quantity_text(summary.measured, check.unit),
                           interval_text(summary, check.unit), holds_text(summary));
}

std::string table(const LessonFacts& facts, const LessonSummary& summary) {
  auto text = table_line("Found", "predicted", "measured", "95 % interval", "holds");
  for (std::size_t i = 0; i < facts.checks.size(); ++i)
    text += check_line(facts.checks[i], summary.checks[i]);
  return text;
}

std::string remarks_text(const LessonFacts& facts, const LessonSummary& summary) {
  std::string text;
  for (const auto& sentence : remarks_of(facts, summary)) text += wrapped("  ", sentence);
  return text;
}

std::string evidence_line(const Evidence& evidence) {
  return wrapped(
      fmt::format("    {:<17}", evidence.lesson),
      fmt::format("{}: {}; {}", evidence.what, quantity_text(evidence.measured, evidence.unit),
                  verdict_word(evidence.verdict)));
}

std::string rule_text(const Rule& rule, const std::vector<Evidence>& evidence) {
  auto text = wrapped(fmt::format("  {:<11} ", rule.name), fmt::format("-> {}", rule.advice));
  for (const auto& one : evidence) text += evidence_line(one);
  return text + wrapped("    in C++: ", rule.in_cpp);
}

/// The rules that something was measured for.
std::string rules_text(const Workshop& workshop, std::span<const LessonSummary> summaries) {
  std::string text;
  for (const auto& rule : decision_rule()) {
    const auto evidence = evidence_for(rule, workshop, summaries);
    if (!evidence.empty()) text += rule_text(rule, evidence);
  }
  return text.empty() ? text : "\nThe rule of the lesson text, and what was found of it\n" + text;
}

}  // namespace

std::string lesson_list_text(std::span<const LessonOutline> lessons) {
  std::string text;
  for (const auto& lesson : lessons) {
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(lesson.takes);
    text += wrapped(fmt::format("{:<17}{:>5}  ", lesson.text.id, format_setting(seconds)),
                    lesson.text.claim);
  }
  return text;
}

std::string lesson_plan_text(const LessonFacts& planned, Duration takes) {
  auto text = fmt::format("{}\n", planned.text.id) + wrapped("  ", planned.text.claim);
  text += fmt::format("\n  Will run, {} each, about {} in all\n",
                      plural(planned.rounds_wanted, "round"),
                      format_setting(std::chrono::ceil<std::chrono::seconds>(takes)));
  const auto width = widest_name(planned.arms);
  for (const auto& arm : planned.arms) text += arm_lines(arm, width);
  text += "\n  Predicted\n";
  for (const auto& check : planned.checks) text += prediction_line(check);
  return text + "\n";
}

std::string lesson_result_text(const LessonFacts& facts, const LessonSummary& summary) {
  return table(facts, summary) + remarks_text(facts, summary) + "\n" +
         wrapped("  Verdict: ", verdict_text(summary)) + wrapped("  Why:     ", facts.text.why) +
         "\n";
}

std::string workshop_text(const Workshop& workshop, std::span<const LessonSummary> summaries) {
  std::string text = "Verdicts\n";
  for (std::size_t i = 0; i < summaries.size(); ++i) {
    text +=
        wrapped(fmt::format("  {:<17}", workshop.lessons[i].text.id), verdict_text(summaries[i]));
  }
  return text + rules_text(workshop, summaries);
}

std::string workshop_head_text(const Workshop& workshop) {
  const auto& machine = workshop.machine;
  return wrapped("", fmt::format("Concurrency Lab {} on {}, {}{}{}; seed {}", workshop.version,
                                 plural(static_cast<std::uint64_t>(machine.cores), "core"),
                                 machine.processor, machine.processor.empty() ? "" : ", ",
                                 machine.system, workshop.seed)) +
         "\n";
}

std::string lesson_progress_text(std::string_view lesson, std::string_view arm, std::size_t round,
                                 std::size_t rounds, Duration left) {
  return fmt::format("{}: {}, round {} of {}, about {} left", lesson, arm, round + 1, rounds,
                     format_setting(std::chrono::ceil<std::chrono::seconds>(left)));
}

}  // namespace lab
