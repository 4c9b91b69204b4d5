// What a terminal shows while a load goes on.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "loadgen/engine/plan.hpp"
#include "loadgen/stats/live_summary.hpp"

namespace lab {

/// Whether a terminal can show the block characters of Unicode.
enum class Glyphs { kAscii, kUnicode };

/// A few lines of at most `width` columns (40 or more), always the same number of them. `title`
/// says what is under way.
std::vector<std::string> live_lines(const std::string& title, const LiveSummary& summary,
                                    std::size_t width, Glyphs glyphs);

/// A glyph a value, as high as it is against the highest. None above zero: the lowest glyphs.
std::string sparkline(const std::vector<double>& values, Glyphs glyphs);

}  // namespace lab
