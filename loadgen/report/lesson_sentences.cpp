// Sentences about verdicts and rounds.
#include "loadgen/report/lesson_sentences.hpp"

#include <fmt/format.h>

#include <algorithm>

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

std::string_view verdict_word(const std::optional<Verdict>& verdict) {
  return verdict ? verdict_name(*verdict) : "not judged";
}

std::vector<std::string> left_out_sentences(const LessonFacts& facts) {
  std::vector<std::string> sentences;
  for (std::size_t arm = 0; arm < facts.arms.size(); ++arm) {
    std::size_t left_out = 0;
    std::string doubt;
    for (const auto& round : facts.rounds) {
      if (round[arm].doubt.empty()) continue;
      ++left_out;
      doubt = round[arm].doubt;
    }
    if (left_out == 0) continue;
    sentences.push_back(fmt::format("{}: {} of {} left out ({}).", facts.arms[arm].name, left_out,
                                    plural(facts.rounds.size(), "round"), doubt));
  }
  return sentences;
}

std::string share_sentence(const LessonSummary& summary) {
  const bool any = std::any_of(summary.checks.begin(), summary.checks.end(),
                               [](const CheckSummary& check) { return check.share.has_value(); });
  return any ? "Where each round has a prediction of its own, the interval is of what was measured "
               "in per cent of it."
             : "";
}

std::vector<std::string> remarks_of(const LessonFacts& facts, const LessonSummary& summary) {
  auto remarks = left_out_sentences(facts);
  for (auto&& sentence : {share_sentence(summary), rounds_sentence(facts)}) {
    if (!sentence.empty()) remarks.push_back(sentence);
  }
  return remarks;
}

std::string rounds_sentence(const LessonFacts& facts) {
  const auto done = facts.rounds.size();
  if (done < facts.rounds_wanted)
    return fmt::format("Cut short: {} of {} rounds are whole.", done, facts.rounds_wanted);
  if (done > 1) return {};
  return "One round shows strong effects alone; '-' is judged by full runs (without --quick).";
}

}  // namespace lab
