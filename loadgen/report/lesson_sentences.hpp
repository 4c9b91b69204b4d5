// What is said of a lesson beside its figures, the same in text and HTML.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "loadgen/experiment/facts.hpp"
#include "loadgen/experiment/judgement.hpp"

namespace lab {

/// "yes", "NO", "?"; "-" of a check that is not judged.
std::string_view holds_text(const CheckSummary& summary);
/// "confirmed.", "refuted: why."
std::string verdict_text(const LessonSummary& summary);
/// "confirmed", or "not judged".
std::string_view verdict_word(const std::optional<Verdict>& verdict);
/// Of every arm with rounds that do not count: how many, and why.
std::vector<std::string> left_out_sentences(const LessonFacts& facts);
/// What the percentages among the intervals are of; empty when there is none.
std::string share_sentence(const LessonSummary& summary);
/// What is to be known of the number of rounds; empty when there is nothing.
std::string rounds_sentence(const LessonFacts& facts);
/// All of these that are to be said below a table.
std::vector<std::string> remarks_of(const LessonFacts& facts, const LessonSummary& summary);

}  // namespace lab
