// Prints advice. Computes nothing.
#include "loadgen/report/advise_text.hpp"

#include <fmt/format.h>

#include "loadgen/report/advise_words.hpp"
#include "loadgen/report/words.hpp"

namespace lab {
namespace {

std::string outlook_line(const Outlook& outlook, std::string_view mark) {
  const auto words = words_of(outlook);
  return fmt::format("{:<2}{:<13}{:>10}{:>9}{:>10}{:>10}  {}\n", mark, words.name, words.predicted,
                     words.mean, words.p99, words.memory, words.limit);
}

std::string outlook_table(const Advice& advice) {
  auto text = fmt::format("{:<15}{:>10}{:>9}{:>10}{:>10}  {}\n", "", "predicted", "mean", "p99",
                          "memory", "what runs out first");
  for (std::size_t i = 0; i < advice.outlooks.size(); ++i)
    text += outlook_line(advice.outlooks[i], i == advice.pick ? ">" : "");
  return text;
}

std::string check_line(const MeasuredWords& words) {
  return fmt::format("{:<13}{:>10}{:>11}{:>16}{:>8}{:>10}{:>10}\n", words.name, words.predicted,
                     words.measured, words.interval, words.off, words.mean_predicted,
                     words.mean_measured);
}

std::string check_table(const Advice& advice, const AdviceCheck& check) {
  auto text = fmt::format("{:<13}{:>45}{:>20}\n", "", "good replies a second", "mean latency");
  text += check_line({.name = "",
                      .predicted = "predicted",
                      .measured = "measured",
                      .interval = "95 %",
                      .off = "off by",
                      .mean_predicted = "predicted",
                      .mean_measured = "measured",
                      .p99 = "",
                      .cpu_per_request = ""});
  for (std::size_t i = 0; i < check.measured.size(); ++i)
    text += check_line(words_of(advice.outlooks[i], check.measured[i], check.verdict.cells[i]));
  return text;
}

}  // namespace

std::string advice_text(const Advice& advice) {
  auto text = wrapped("", "Advice for " + question_text(advice)) + "\n";
  text += outlook_table(advice) + "\n";
  text += wrapped("Use:     ", advice_sentence(advice));
  text += wrapped("Why:     ", reason_sentence(advice));
  text += wrapped("Rule:    ", rule_sentence(advice));
  std::string_view lead = "Changes: ";
  for (const auto& sentence : change_sentences(advice)) {
    text += wrapped(lead, sentence);
    lead = "         ";
  }
  return text + "\n" + wrapped("", assumption_sentence(advice));
}

std::string advice_check_text(const Advice& advice, const AdviceCheck& check) {
  auto text = "\n" + wrapped("Measured: ", rounds_sentence(check)) + "\n";
  text += check_table(advice, check) + "\n";
  for (const auto& remark : check_remarks(advice, check)) text += wrapped("", remark + ".");
  return text + wrapped("", match_sentence(advice, check));
}

}  // namespace lab
