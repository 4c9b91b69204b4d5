// Numbers as a plan writes them into its formulas: with five digits, so that whoever works a
// formula out by hand gets the three of its result.
#pragma once

#include <string>

#include "common/clock.hpp"

namespace lab {

/// "15", "13.169", "6,292".
std::string number_words(double value);
/// "6,000/s", "455.61/s".
std::string rate_words(double per_second);
/// "65%", "92.26%".
std::string share_words(double share);
/// What was given, with all its digits: "99.99995%".
std::string exact_share_words(double share);
/// "2.025ms", "58ms", "1s".
std::string time_words(Duration time);
/// "30 days".
std::string days_words(Duration time);

}  // namespace lab
