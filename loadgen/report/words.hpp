// The pieces of text that every report of loadgen writes in the same way.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "loadgen/stats/latency_summary.hpp"
#include "loadgen/stats/run_summary.hpp"

namespace lab {

/// "198,120".
std::string count_text(std::uint64_t count);
/// "19,812", or "n/a".
std::string rate_text(PerSecond rate);
/// "19,812/s", or "n/a".
std::string per_second_text(PerSecond rate);
/// "2.41ms", ">=1.50s" for a bound, "n/a" for none; '*' behind a percentile with few samples above.
std::string figure_text(const std::optional<Figure>& figure);
/// "61%"; `share` 1 is 100 %.
std::string percent_text(double share);
/// "0.25%", "1.97%", "19.8%": three significant digits.
std::string share_text(double share);
/// A figure without the mark of few samples, for columns that have it beside: ">=1.50s".
std::string value_text(const std::optional<Figure>& figure);
/// "measured 61.2ms", "measured 1.20%", "nothing was measured", or why nothing can be told.
std::string judged_text(const Judgement& judgement);
/// "1 thread", "2 threads", "1,000 connections".
std::string plural(std::uint64_t count, std::string_view noun);
/// The text itself, or its beginning and "..." where it is longer than `width`.
std::string shortened(std::string_view text, std::size_t width);

/// Columns of a report.
inline constexpr std::size_t kLineWidth = 80;
/// `text` in lines of at most kLineWidth columns, each ended; the first begins with `lead`, the
/// others with as many blanks. A longer word has a line of its own.
std::string wrapped(std::string_view lead, std::string_view text);

}  // namespace lab
