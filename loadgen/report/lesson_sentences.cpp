// Sentences about verdicts and rounds.
#include "loadgen/report/lesson_sentences.hpp"

#include <fmt/format.h>

#include "loadgen/report/words.hpp"

namespace lab {

std::string_view holds_text(const CheckSummary& summary) {
  if (!summary.verdict) return "-";
  switch (*summary.verdict) {
    case Verdict::kConfirmed:
      return "yes";
    case Verdict::kRefuted:
      return "NO";
    case Verdict::kInconclusive:
      return "?";
  }
  return {};
}

std::string verdict_text(const LessonSummary& summary) {
  const auto name = verdict_name(summary.verdict);
  return summary.reason.empty() ? fmt::format("{}.", name)
                                : fmt::format("{}: {}.", name, summary.reason);
}

std::vector<std::string> left_out_sentences(const LessonFacts& facts,
                                            const LessonSummary& summary) {
  std::vector<std::string> sentences;
  for (std::size_t i = 0; i < facts.checks.size(); ++i) {
    const auto left_out = summary.checks[i].left_out;
    if (left_out == 0) continue;
    sentences.push_back(
        fmt::format("{}: {} of {} left out, since loadgen or the machine was the limit or nothing "
                    "was answered",
                    facts.checks[i].what, left_out, plural(facts.rounds.size(), "round")));
  }
  return sentences;
}

std::string rounds_sentence(const LessonFacts& facts) {
  const auto done = facts.rounds.size();
  if (done < facts.rounds_wanted)
    return fmt::format("Cut short: {} of {} rounds are whole.", done, facts.rounds_wanted);
  if (done > 1) return {};
  return "One round shows strong effects alone; '-' is judged by full runs (without --quick).";
}

}  // namespace lab
