// Five significant digits, and none that say nothing.
#include "loadgen/capacity/plan_numbers.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <string_view>

#include "common/units.hpp"

namespace lab {
namespace {

/// From here on format_number() writes whole numbers, thousands marked.
constexpr double kLarge = 1000;

struct TimeUnit {
  double seconds;
  std::string_view name;
};
constexpr std::array<TimeUnit, 4> kTimeUnits{{{1, "s"}, {1e-3, "ms"}, {1e-6, "us"}, {1e-9, "ns"}}};

}  // namespace

std::string number_words(double value) {
  return std::abs(value) < kLarge ? fmt::format("{:.5g}", value) : format_number(value);
}

std::string rate_words(double per_second) { return number_words(per_second) + "/s"; }

std::string share_words(double share) { return fmt::format("{:.5g}%", 100 * share); }

std::string exact_share_words(double share) { return fmt::format("{:.9g}%", 100 * share); }

std::string time_words(Duration time) {
  const double seconds = to_seconds(time);
  for (const auto& unit : kTimeUnits) {
    if (seconds >= unit.seconds)
      return number_words(seconds / unit.seconds) + std::string(unit.name);
  }
  return "0s";
}

std::string days_words(Duration time) {
  return number_words(to_seconds(time) / to_seconds(std::chrono::hours(24))) + " days";
}

}  // namespace lab
