// Values with their units.
#include "loadgen/report/lesson_words.hpp"

#include <fmt/format.h>

#include <cmath>

#include "common/units.hpp"
#include "loadgen/report/words.hpp"

namespace lab {
namespace {

std::string sign_text(double value) { return value < 0 ? "-" : ""; }

/// With the blank before it: " KiB".
std::string_view unit_behind(std::string_view text) { return text.substr(text.rfind(' ')); }

}  // namespace

std::string quantity_text(double value, Unit unit) {
  const auto size = std::abs(value);
  switch (unit) {
    case Unit::kPerSecond:
      return format_number(value) + "/s";
    case Unit::kTime:
      return sign_text(value) + format_duration(from_seconds(size));
    case Unit::kBytes:
      return sign_text(value) + format_bytes(static_cast<std::uint64_t>(std::llround(size)));
    case Unit::kCount:
      return format_number(value);
    case Unit::kShare:
      return share_text(value);
    case Unit::kTimes:
      return format_number(value) + "x";
  }
  return {};
}

std::string quantity_text(const std::optional<double>& value, Unit unit) {
  return value ? quantity_text(*value, unit) : "n/a";
}

std::string interval_text(const std::optional<Interval>& interval, Unit unit) {
  if (!interval) return "-";
  auto low = quantity_text(interval->low, unit);
  const auto high = quantity_text(interval->high, unit);
  if (unit == Unit::kBytes && unit_behind(low) == unit_behind(high))
    low.erase(low.size() - unit_behind(low).size());
  return fmt::format("{} - {}", low, high);
}

std::string predicted_text(const Check& check, double predicted) {
  const auto value = quantity_text(predicted, check.unit);
  switch (check.claim) {
    case Claim::kNear:
      return value;
    case Claim::kAtLeast:
      return ">= " + value;
    case Claim::kAtMost:
      return "<= " + value;
  }
  return {};
}

std::string tolerance_text(const Check& check) {
  if (check.claim != Claim::kNear) return "a bound";
  return check.tolerance == 0 ? "exactly" : fmt::format("within {:g} %", 100 * check.tolerance);
}

}  // namespace lab
