// Strict parsers and readable printers for the units of units.hpp.
#include "common/units.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>

#include "common/http/query.hpp"

namespace lab {
namespace {

struct Unit {
  std::string_view name;
  double scale;
};

// In nanoseconds.
constexpr std::array<Unit, 5> kTimeUnits{
    {{"ms", 1e6}, {"us", 1e3}, {"h", 3600e9}, {"m", 60e9}, {"s", 1e9}}};
constexpr std::array<Unit, 7> kByteUnits{{{"KiB", 1024.0},
                                          {"MiB", 1024.0 * 1024},
                                          {"GiB", 1024.0 * 1024 * 1024},
                                          {"k", 1024.0},
                                          {"m", 1024.0 * 1024},
                                          {"g", 1024.0 * 1024 * 1024},
                                          {"B", 1.0}}};
// A year, in nanoseconds: every sum of two stays far from overflow.
constexpr long double kLongest = 366 * 24 * 3600e9L;

Problem not_a(std::string_view what, std::string_view text, std::string_view accepted) {
  return problem("'{}' is not a {} ({})", printable(text), what, accepted);
}

Problem bad_duration(std::string_view text) {
  return not_a("duration", text,
               "such as 500ms, 1.5s, 2m30s; units us, ms, s, m, h; at most 366 days");
}

Problem bad_bytes(std::string_view text) {
  return not_a("size", text, "such as 4096, 16KiB, 1MiB; units B, KiB, MiB, GiB");
}

Problem bad_rate(std::string_view text) {
  return not_a("rate", text, "above zero, such as 200/s, 12/m, 0.2/s, 10k/s");
}

/// Length of the number at the front of `text`; 0 when there is none.
std::size_t number_length(std::string_view text) {
  const auto end = text.find_first_not_of("0123456789.");
  return end == std::string_view::npos ? text.size() : end;
}

/// Digits with at most one point among or beside them, and nothing else.
template <class Float>
std::optional<Float> plain_number(std::string_view text) {
  const bool plain = !text.empty() && number_length(text) == text.size() && text != "." &&
                     std::count(text.begin(), text.end(), '.') <= 1;
  Float value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (!plain || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

template <std::size_t N>
const Unit* leading_unit(const std::array<Unit, N>& units, std::string_view text) {
  const auto found = std::find_if(units.begin(), units.end(),
                                  [&](const Unit& u) { return text.starts_with(u.name); });
  return found == units.end() ? nullptr : &*found;
}

}  // namespace

Result<std::uint64_t> parse_count(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) {
    return not_a("whole number", text, "digits only, at most 64 bits");
  }
  return value;
}

Result<double> parse_decimal(std::string_view text) {
  if (const auto value = plain_number<double>(text)) return *value;
  return not_a("number", text, "such as 12 or 0.25");
}

Result<Duration> parse_duration(std::string_view text) {
  if (text == "0") return Duration::zero();
  long double nanoseconds = 0;  // a year of them takes 55 bits, more than a double has
  auto rest = text;
  while (!rest.empty()) {
    const auto digits = number_length(rest);
    const auto number = plain_number<long double>(rest.substr(0, digits));
    const auto* unit = leading_unit(kTimeUnits, rest.substr(digits));
    if (!number || unit == nullptr) return bad_duration(text);
    nanoseconds += *number * unit->scale;
    rest.remove_prefix(digits + unit->name.size());
  }
  if (text.empty() || nanoseconds > kLongest) return bad_duration(text);
  return Duration(std::llround(nanoseconds));
}

Result<std::uint64_t> parse_bytes(std::string_view text) {
  const auto digits = number_length(text);
  const auto number = parse_decimal(text.substr(0, digits));
  if (!number) return bad_bytes(text);
  double bytes = *number;
  if (const auto suffix = text.substr(digits); !suffix.empty()) {
    const auto* unit = leading_unit(kByteUnits, suffix);
    if (unit == nullptr || unit->name.size() != suffix.size()) return bad_bytes(text);
    bytes *= unit->scale;
  }
  if (bytes > std::ldexp(1.0, 53) || bytes != std::floor(bytes)) return bad_bytes(text);
  return static_cast<std::uint64_t>(bytes);
}

Result<Rate> parse_rate(std::string_view text) {
  const auto slash = text.find('/');
  auto number = text.substr(0, slash);
  double scale = 1;
  if (number.ends_with('k')) {
    number.remove_suffix(1);
    scale = 1000;
  }
  if (slash != std::string_view::npos) {
    const auto per = text.substr(slash + 1);
    if (per != "s" && per != "m" && per != "h") return bad_rate(text);
    scale /= per == "s" ? 1 : per == "m" ? 60 : 3600;
  }
  const auto value = parse_decimal(number);
  if (!value || *value * scale <= 0 || *value * scale > 1e9) return bad_rate(text);
  return Rate{*value * scale};
}

std::string format_duration(Duration d) {
  const double seconds = to_seconds(d);
  const double size = std::abs(seconds);
  const auto scaled = [](double value, std::string_view unit) {
    const int decimals = std::abs(value) < 9.995 ? 2 : std::abs(value) < 99.95 ? 1 : 0;
    return fmt::format("{:.{}f}{}", value, decimals, unit);
  };
  if (size < 999.5e-9) return fmt::format("{}ns", d.count());
  if (size < 999.5e-6) return scaled(seconds * 1e6, "us");
  if (size < 999.5e-3) return scaled(seconds * 1e3, "ms");
  if (size < 119.95) return scaled(seconds, "s");
  const auto whole = std::llround(seconds);
  return fmt::format("{}m{:02}s", whole / 60, whole % 60);
}

std::string format_setting(Duration d) {
  using namespace std::chrono;
  if (d > 0s && d % 1h == 0s) return fmt::format("{}h", d / 1h);
  if (d > 2min && d % 1min == 0s) return fmt::format("{}m", d / 1min);
  if (d % 1s == 0s) return fmt::format("{}s", duration_cast<seconds>(d).count());
  if (d % 1ms == 0ms) return fmt::format("{}ms", duration_cast<milliseconds>(d).count());
  if (d % 1us == 0us) return fmt::format("{}us", duration_cast<microseconds>(d).count());
  return fmt::format("{}.{:03}us", d / 1us, (d % 1us).count());
}

std::string format_wall_time(WallTime time) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
  return fmt::format("{:%Y-%m-%d %H:%M:%S} UTC", fmt::gmtime(static_cast<std::time_t>(seconds)));
}

std::string format_bytes(std::uint64_t bytes) {
  constexpr std::array<std::string_view, 4> kNames{"KiB", "MiB", "GiB", "TiB"};
  if (bytes < 1024) return fmt::format("{} B", bytes);
  double value = static_cast<double>(bytes) / 1024;
  std::size_t unit = 0;
  // No four digits before the point: 1000 KiB is 1.0 MiB, so that columns stay narrow.
  for (; value >= 999.95 && unit + 1 < kNames.size(); ++unit) value /= 1024;
  return fmt::format("{:.1f} {}", value, kNames[unit]);
}

std::string format_number(double value) {
  if (!std::isfinite(value)) return "n/a";
  if (value != 0 && value < 0.995) return fmt::format("{:.3g}", value);
  if (value < 99.95) return fmt::format("{:.{}f}", value, value < 9.995 ? 2 : 1);
  auto digits = fmt::format("{:.0f}", value);
  for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3) {
    digits.insert(static_cast<std::size_t>(at), 1, ',');
  }
  return digits;
}

}  // namespace lab
