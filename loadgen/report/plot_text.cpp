// A grid of cells, filled from the back to the front.
#include "loadgen/report/plot_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string_view>

#include "loadgen/report/lesson_words.hpp"
#include "loadgen/report/words.hpp"

namespace lab {
namespace {

constexpr double kEndless = std::numeric_limits<double>::infinity();
constexpr std::size_t kRows = 11;
constexpr std::size_t kMargin = 10;  // columns left of the axis, for the values

struct Characters {
  std::array<std::string_view, 3> marks;  // by PlotMark
  std::string_view across, left, corner, bottom;
};
constexpr Characters kAscii{{"-", ".", "o"}, ":", "|", "+", "-"};
constexpr Characters kUnicode{{"─", "·", "●"}, "┊", "│", "└", "─"};

const Characters& characters(Glyphs glyphs) {
  return glyphs == Glyphs::kUnicode ? kUnicode : kAscii;
}

/// Where values lie between the ends of an axis.
class Axis {
 public:
  Axis(double low, double high, Scale scale) : low_(low), high_(high), scale_(scale) {}

  bool holds(double value) const { return std::isfinite(value) && value >= low_ && value <= high_; }
  /// The cell of `cells`, from 0.
  std::size_t cell(double value, std::size_t cells) const {
    if (high_ <= low_) return 0;
    const double share = (along(value) - along(low_)) / (along(high_) - along(low_));
    return static_cast<std::size_t>(std::lround(share * static_cast<double>(cells - 1)));
  }
  /// The value in the middle of a cell.
  double value(std::size_t cell, std::size_t cells) const {
    const double share = static_cast<double>(cell) / static_cast<double>(cells - 1);
    const double at = along(low_) + share * (along(high_) - along(low_));
    return scale_ == Scale::kLogarithmic ? std::exp(at) : at;
  }

 private:
  double along(double value) const {
    return scale_ == Scale::kLogarithmic ? std::log(value) : value;
  }

  double low_;
  double high_;
  Scale scale_;
};

/// None without a value that can be drawn.
template <class Get>
std::optional<Axis> axis_of(const Plot& plot, Scale scale, Get get) {
  double low = kEndless, high = -kEndless;
  for (const auto& series : plot.series) {
    for (const auto& point : series.points) {
      const double value = get(point);
      if (!std::isfinite(value) || (scale == Scale::kLogarithmic && value <= 0)) continue;
      low = std::min(low, value);
      high = std::max(high, value);
    }
  }
  if (low > high) return std::nullopt;
  return Axis(low, high, scale);
}

/// Linear ones begin at zero: a height is a share of the highest.
std::optional<Axis> y_axis(const Plot& plot) {
  const auto y = [](const auto& point) { return point.second; };
  const auto found = axis_of(plot, plot.y_scale, y);
  if (!found || plot.y_scale == Scale::kLogarithmic) return found;
  const double highest = found->value(1, 2);
  return highest > 0 ? std::optional(Axis(0, highest, Scale::kLinear)) : std::nullopt;
}

class Grid {
 public:
  Grid(std::size_t columns, const Axis& x, const Axis& y)
      : x_(x), y_(y), columns_(columns), cells_(columns * kRows, " ") {}

  void put(double x, double y, std::string_view mark) {
    if (x_.holds(x) && y_.holds(y)) cell(y_.cell(y, kRows), x_.cell(x, columns_)) = mark;
  }
  void put_across(double x, std::string_view mark) {
    if (!x_.holds(x)) return;
    for (std::size_t row = 0; row < kRows; ++row) cell(row, x_.cell(x, columns_)) = mark;
  }
  /// Row 0 is the lowest; without blanks at its end.
  std::string row(std::size_t row) {
    std::string text;
    for (std::size_t i = 0; i < columns_; ++i) text += cell(row, i);
    return text.substr(0, text.find_last_not_of(' ') + 1);
  }

 private:
  std::string_view& cell(std::size_t row, std::size_t column) {
    return cells_[row * columns_ + column];
  }

  Axis x_;
  Axis y_;
  std::size_t columns_;
  std::vector<std::string_view> cells_;
};

Grid filled(const Plot& plot, std::size_t columns, const Axis& x, const Axis& y, Glyphs glyphs) {
  Grid grid(columns, x, y);
  if (plot.at) grid.put_across(*plot.at, characters(glyphs).across);
  for (const auto mark : {PlotMark::kPredicted, PlotMark::kLaw, PlotMark::kMeasured}) {
    for (const auto& series : plot.series) {
      if (series.mark != mark) continue;
      for (const auto& [at, value] : series.points) grid.put(at, value, mark_text(mark, glyphs));
    }
  }
  return grid;
}

/// Puts `text` about `column`, within `columns`, where at least a blank is left to what stands
/// there.
void place(std::string& line, std::string_view text, std::size_t column, std::size_t columns) {
  const auto last = columns - std::min(columns, text.size());
  const auto begin = std::min(column - std::min(column, text.size() / 2), last);
  if (!line.empty() && line.size() + 1 > begin) return;
  line.resize(std::max(line.size(), begin), ' ');
  line += text;
}

std::string tick_line(const Plot& plot, const Axis& x, std::size_t columns) {
  std::string line;
  for (const double tick : plot.ticks) {
    if (x.holds(tick)) place(line, fmt::format("{:g}", tick), x.cell(tick, columns), columns);
  }
  return line;
}

std::string key_text(const Plot& plot, Glyphs glyphs) {
  std::string text;
  for (const auto& series : plot.series) {
    if (series.points.empty()) continue;
    text += fmt::format("{}{} {}", text.empty() ? "" : "   ", mark_text(series.mark, glyphs),
                        series.name);
  }
  if (plot.at) text += fmt::format("   {} {}", characters(glyphs).across, plot.at_name);
  return text;
}

/// The lowest, the middle and the highest row have their values beside them.
std::string value_beside(const Plot& plot, const Axis& y, std::size_t row) {
  if (row % (kRows / 2) != 0) return {};
  if (y.value(row, kRows) == 0) return "0";
  return quantity_text(y.value(row, kRows), plot.unit);
}

}  // namespace

std::string_view mark_text(PlotMark mark, Glyphs glyphs) {
  return characters(glyphs).marks[static_cast<std::size_t>(mark)];
}

std::string plot_text(const Plot& plot, std::size_t width, Glyphs glyphs) {
  const auto x = axis_of(plot, plot.x_scale, [](const auto& point) { return point.first; });
  const auto y = y_axis(plot);
  if (!x || !y) return {};
  const auto& chars = characters(glyphs);
  const auto columns = width - kMargin - 3;
  auto grid = filled(plot, columns, *x, *y, glyphs);
  auto text = fmt::format("  {}\n", plot.title);
  for (auto row = kRows; row-- > 0;)
    text += fmt::format("{:>{}} {}{}\n", value_beside(plot, *y, row), kMargin, chars.left,
                        grid.row(row));
  text += fmt::format("{:>{}} {}", "", kMargin, chars.corner);
  for (std::size_t i = 0; i < columns; ++i) text += chars.bottom;
  text += fmt::format("\n{:>{}}  {}\n", "", kMargin, tick_line(plot, *x, columns));
  return text + fmt::format("{:>{}}  {}\n{:>{}}  {}\n", "", kMargin, plot.x_label, "", kMargin,
                            key_text(plot, glyphs));
}

}  // namespace lab
