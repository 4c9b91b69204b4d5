// Short numbers for formulas.
#include "loadgen/capacity/plan_numbers.hpp"

#include <fmt/format.h>

#include <cmath>

#include "common/units.hpp"

namespace lab {
namespace {

/// What products of decimals are off by.
constexpr double kRounding = 1e-9;
/// From here on format_number() writes no decimals.
constexpr double kLarge = 1000;

}  // namespace

std::string number_words(double value) {
  const bool whole = std::abs(value - std::round(value)) < kRounding;
  return whole && value < kLarge ? fmt::format("{:.0f}", value) : format_number(value);
}

std::string rate_words(double per_second) { return number_words(per_second) + "/s"; }

std::string share_words(double share) { return format_number(100 * share) + "%"; }

std::string exact_share_words(double share) { return fmt::format("{:.9g}%", 100 * share); }

std::string days_words(Duration time) {
  return number_words(to_seconds(time) / to_seconds(std::chrono::hours(24))) + " days";
}

}  // namespace lab
