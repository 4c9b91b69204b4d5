// What a chart shows, looked up and in words: enough to draw it, and to write it down as a table.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "loadgen/experiment/chart.hpp"
#include "loadgen/experiment/facts.hpp"
#include "loadgen/experiment/judgement.hpp"

namespace lab {

/// How a series is drawn, which tells it from others without its colour.
enum class Role {
  kMeasured,   // filled bars; points, with whiskers over the interval
  kPredicted,  // hollow bars; a line
  kBound,      // points without a line
  kFormula,    // a dashed line
  kOverTime,   // a line, each with dashes of its own
};

struct ChartPoint {
  double x = 0;  // of bars: which, from 0
  double y = 0;
  std::string said;                  // y in words
  std::optional<Interval> interval;  // 95 %
  std::string interval_said;         // "-" for none
};

struct Series {
  std::string name;
  Role role = Role::kMeasured;
  std::size_t group = 0;  // series of the same group share a colour
  std::vector<ChartPoint> points;
};

/// Something that happened, across a timeline.
struct ChartEvent {
  double x = 0;
  std::string said;
  std::size_t group = 0;
};

struct ChartData {
  ChartKind kind = ChartKind::kBars;
  std::string title;
  Unit unit = Unit::kPerSecond;
  Scale scale = Scale::kLinear;
  Scale x_scale = Scale::kLinear;  // of curves
  std::string x_label;
  std::vector<std::string> bars;  // their labels
  std::vector<Series> series;
  std::vector<ChartEvent> events;
};

/// Values that could not be had have no point.
ChartData chart_data(const Chart& chart, const LessonFacts& facts, const LessonSummary& summary);

}  // namespace lab
