// Durations, byte counts and rates as people write them, read strictly and printed readably.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/clock.hpp"
#include "common/result.hpp"

namespace lab {

/// Events a second. Always finite and above zero when it comes from parse_rate.
struct Rate {
  double per_second = 0;
  friend bool operator==(const Rate&, const Rate&) = default;
};

/// A whole number of at most 64 bits: digits only, no sign, no blanks.
Result<std::uint64_t> parse_count(std::string_view text);

/// A finite decimal number such as 0.25 or 12; no sign, no exponent.
Result<double> parse_decimal(std::string_view text);

/// "500ms", "1.5s", "2m30s", "1h", "10us", "0": numbers with units us, ms, s, m, h, one after
/// another. A bare number other than 0 is refused, since its unit would be a guess.
Result<Duration> parse_duration(std::string_view text);

/// "4096", "16KiB", "1MiB", "2GiB"; B, KiB, MiB, GiB (k, m, g mean the same powers of 1024).
Result<std::uint64_t> parse_bytes(std::string_view text);

/// "200", "200/s", "12/m", "0.2/s", "10k", "10k/s": events a second, minute or hour; k is 1000.
Result<Rate> parse_rate(std::string_view text);

/// Three significant digits and the unit that suits: "850ns", "12.3us", "50.1ms", "1.50s", "2m05s".
std::string format_duration(Duration d);

/// As parse_duration accepts it, without loss: "10s", "2500ms", "5m", "1h". For help texts and
/// settings.
std::string format_setting(Duration d);

/// "2026-11-25 22:53:42 UTC".
std::string format_wall_time(WallTime time);

/// "512 B", "8.0 KiB", "1.2 MiB", "3.4 GiB".
std::string format_bytes(std::uint64_t bytes);

/// Three significant digits for small numbers, thousands marked for large: "0.25", "19.8", "3,954".
std::string format_number(double value);

}  // namespace lab
