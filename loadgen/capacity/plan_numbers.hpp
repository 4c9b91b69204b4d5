// Numbers as a plan writes them into its formulas.
#pragma once

#include <string>

#include "common/clock.hpp"

namespace lab {

/// Whole numbers as they are, "15"; others to three digits, "13.2", "6,292".
std::string number_words(double value);
/// "6,000/s".
std::string rate_words(double per_second);
/// What was computed: "65.0%", "95.1%".
std::string share_words(double share);
/// What was given, with all its digits: "20%", "99.95%".
std::string exact_share_words(double share);
/// "30 days".
std::string days_words(Duration time);

}  // namespace lab
