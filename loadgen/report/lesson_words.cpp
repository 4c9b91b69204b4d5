// Values with their units.
#include "loadgen/report/lesson_words.hpp"

#include <fmt/format.h>

#include <cmath>

#include "common/units.hpp"
#include "loadgen/report/words.hpp"

namespace lab {
namespace {

constexpr double kManyTimes = 10;

/// Four digits: a ratio near 1 is worth them.
std::string times_text(double value) {
  return std::abs(value) < kManyTimes ? fmt::format("{:.3f}", value) : format_number(value);
}

/// Counts are whole, their means are not.
std::string number_text(double value) {
  const bool whole = value >= 0 && value == std::floor(value);
  return whole ? count_text(static_cast<std::uint64_t>(value)) : format_number(value);
}

/// Where the unit is always the same, the figure beside has it.
std::string_view without_unit(std::string_view text, Unit unit) {
  if (unit == Unit::kPerSecond) text.remove_suffix(2);
  if (unit == Unit::kTimes) text.remove_suffix(1);
  return text;
}

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
      return number_text(value);
    case Unit::kShare:
      return share_text(value);
    case Unit::kTimes:
      return times_text(value) + "x";
  }
  return {};
}

std::string quantity_text(const std::optional<double>& value, Unit unit) {
  return value ? quantity_text(*value, unit) : "n/a";
}

std::string interval_text(const std::optional<Interval>& interval, Unit unit) {
  if (!interval) return "-";
  const auto low = quantity_text(interval->low, unit);
  const auto high = quantity_text(interval->high, unit);
  const bool alike = unit == Unit::kBytes && unit_behind(low) == unit_behind(high);
  const std::string_view all = low;
  const auto shown = alike ? all.substr(0, all.rfind(' ')) : without_unit(low, unit);
  return fmt::format("{} - {}", shown, without_unit(high, unit));
}

std::string interval_text(const CheckSummary& summary, Unit unit) {
  return summary.share ? interval_text(summary.share, Unit::kShare)
                       : interval_text(summary.interval, unit);
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
  if (check.claim != Claim::kNear) return {};
  return check.tolerance == 0 ? "exactly" : fmt::format("within {:g} %", 100 * check.tolerance);
}

}  // namespace lab
