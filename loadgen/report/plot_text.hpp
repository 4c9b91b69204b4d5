// A chart of points and lines out of characters, for a terminal.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "loadgen/experiment/chart.hpp"
#include "loadgen/report/live_text.hpp"

namespace lab {

/// How a series is marked; points are drawn over lines.
enum class PlotMark { kPredicted, kLaw, kMeasured };
/// The character: '-', '.' and 'o', or ones of Unicode.
std::string_view mark_text(PlotMark mark, Glyphs glyphs);

struct PlotSeries {
  std::string name;
  PlotMark mark = PlotMark::kMeasured;
  std::vector<std::pair<double, double>> points;  // lines: so many that they leave no gap
};

struct Plot {
  std::string title;
  std::string x_label;
  Unit unit = Unit::kPerSecond;  // of y
  Scale x_scale = Scale::kLinear;
  Scale y_scale = Scale::kLinear;
  std::vector<double> ticks;      // on x; those without room are left out
  std::optional<double> at = {};  // an x that a line across is drawn at
  std::string at_name = {};
  std::vector<PlotSeries> series;
};

/// Lines of at most `width` columns (40 or more), each ended. Values that a logarithmic scale has
/// no place for are left out. Empty without any value.
std::string plot_text(const Plot& plot, std::size_t width, Glyphs glyphs);

}  // namespace lab
