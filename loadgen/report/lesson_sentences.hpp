// What is said of a lesson beside its figures, the same in text and HTML.
#pragma once

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
/// Of every check with rounds that do not count: how many, and why.
std::vector<std::string> left_out_sentences(const LessonFacts& facts, const LessonSummary& summary);
/// What is to be known of the number of rounds; empty when there is nothing.
std::string rounds_sentence(const LessonFacts& facts);

}  // namespace lab
