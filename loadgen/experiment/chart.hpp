// What a lesson wants drawn, by its checks and arms; whoever draws it looks the figures up.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "loadgen/experiment/quantity.hpp"

namespace lab {

enum class ChartKind {
  kBars,      // of each check the prediction beside what was measured
  kCurve,     // predictions as lines over x, measured values as points
  kTimeline,  // good replies/s over the time of the last round's trials, an arm a line
};
enum class Scale { kLinear, kLogarithmic };

struct Bar {
  std::string label;
  std::size_t check = 0;
};

struct CurvePoint {
  double x = 0;
  std::size_t check = 0;
};
struct Curve {
  std::string name;
  std::vector<CurvePoint> points;
};

/// A formula drawn through all x, beside the predictions of the checks.
struct FormulaLine {
  std::string name;
  std::vector<std::pair<double, double>> points;
};

struct Chart {
  ChartKind kind = ChartKind::kBars;
  std::string title;
  Unit unit = Unit::kPerSecond;
  Scale scale = Scale::kLinear;
  std::vector<Bar> bars = {};              // kBars
  std::string x_label = {};                // kCurve
  std::vector<Curve> curves = {};          // kCurve
  std::vector<FormulaLine> formulas = {};  // kCurve
  std::vector<std::size_t> arms = {};      // kTimeline
};

}  // namespace lab
