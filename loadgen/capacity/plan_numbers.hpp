// Numbers as a plan writes them into its formulas.
#pragma once

#include <string>

#include "common/clock.hpp"

namespace lab {

/// Whole numbers as they are, "15"; others to three digits, "13.2", "6,292".
std::string number_words(double value);
/// "6,000/s".
std::string rate_words(double per_second);
/// "20%", "95.1%".
std::string share_words(double share);
/// Of an availability, with all its digits: "99.95%".
std::string exact_share_words(double share);
/// "30 days".
std::string days_words(Duration time);

}  // namespace lab
