// Looks the figures of a chart up.
#include "loadgen/report/html/chart_data.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "common/units.hpp"
#include "loadgen/report/lesson_words.hpp"

namespace lab {
namespace {

class Lookup {
 public:
  Lookup(const LessonFacts& facts, const LessonSummary& summary)
      : facts_(facts), summary_(summary) {}

  bool is_bound(std::size_t check) const { return facts_.checks[check].claim != Claim::kNear; }

  void add_prediction(Series& series, double x, std::size_t check) const {
    const auto predicted = summary_.checks[check].predicted;
    series.points.push_back(
        {x, predicted, predicted_text(facts_.checks[check], predicted), std::nullopt, "-"});
  }

  void add_measured(Series& series, double x, std::size_t check) const {
    const auto& [measured, interval] =
        std::tie(summary_.checks[check].measured, summary_.checks[check].interval);
    if (!measured) return;
    const auto unit = facts_.checks[check].unit;
    series.points.push_back(
        {x, *measured, quantity_text(*measured, unit), interval, interval_text(interval, unit)});
  }

 private:
  const LessonFacts& facts_;
  const LessonSummary& summary_;
};

void add_bars(const Chart& chart, const Lookup& lookup, ChartData& data) {
  const bool bounds = std::all_of(chart.bars.begin(), chart.bars.end(),
                                  [&](const Bar& bar) { return lookup.is_bound(bar.check); });
  Series predicted{bounds ? "bound" : "predicted", Role::kPredicted, 0, {}};
  Series measured{"measured", Role::kMeasured, 0, {}};
  for (const auto& bar : chart.bars) {
    const auto x = static_cast<double>(data.bars.size());
    data.bars.push_back(bar.label);
    lookup.add_prediction(predicted, x, bar.check);
    lookup.add_measured(measured, x, bar.check);
  }
  data.series = {std::move(predicted), std::move(measured)};
}

/// A formula "p90, long run" belongs to the curve "p90"; others have groups of their own.
std::size_t group_of(const FormulaLine& formula, const std::vector<Curve>& curves,
                     std::size_t otherwise) {
  const auto found = std::find_if(curves.begin(), curves.end(), [&](const Curve& curve) {
    return formula.name.starts_with(curve.name);
  });
  return found == curves.end() ? otherwise : static_cast<std::size_t>(found - curves.begin());
}

Series formula_series(const FormulaLine& formula, std::size_t group, Unit unit) {
  Series series{formula.name, Role::kFormula, group, {}};
  for (const auto& [x, y] : formula.points)
    series.points.push_back({x, y, quantity_text(y, unit), std::nullopt, "-"});
  return series;
}

void add_curves(const Chart& chart, const Lookup& lookup, ChartData& data) {
  for (std::size_t group = 0; group < chart.curves.size(); ++group) {
    const auto& curve = chart.curves[group];
    Series predicted{curve.name + ", predicted", Role::kPredicted, group, {}};
    Series bound{curve.name + ", bound", Role::kBound, group, {}};
    Series measured{curve.name + ", measured", Role::kMeasured, group, {}};
    for (const auto& point : curve.points) {
      lookup.add_prediction(lookup.is_bound(point.check) ? bound : predicted, point.x, point.check);
      lookup.add_measured(measured, point.x, point.check);
    }
    for (auto* series : {&measured, &predicted, &bound}) {
      if (!series->points.empty()) data.series.push_back(std::move(*series));
    }
  }
  auto otherwise = chart.curves.size();
  for (const auto& formula : chart.formulas) {
    const auto group = group_of(formula, chart.curves, otherwise++);
    data.series.push_back(formula_series(formula, group, chart.unit));
  }
}

void add_timeline(const Timeline& timeline, std::size_t group, const std::string& name,
                  ChartData& data) {
  Series series{name, Role::kOverTime, group, {}};
  for (std::size_t i = 0; i < timeline.per_second.size(); ++i) {
    const auto value = timeline.per_second[i];
    series.points.push_back({to_seconds(timeline.step) * static_cast<double>(i), value,
                             quantity_text(value, data.unit), std::nullopt, "-"});
  }
  data.series.push_back(std::move(series));
  if (!timeline.event) return;
  data.events.push_back({to_seconds(*timeline.event),
                         fmt::format("{}: at {}", name, format_duration(*timeline.event)), group});
}

void add_timelines(const Chart& chart, const LessonFacts& facts, ChartData& data) {
  if (data.x_label.empty()) data.x_label = "time since the load began, in the last round";
  if (facts.rounds.empty()) return;
  for (std::size_t group = 0; group < chart.arms.size(); ++group) {
    const auto arm = chart.arms[group];
    const auto& timeline = facts.rounds.back()[arm].timeline;
    if (timeline) add_timeline(*timeline, group, facts.arms[arm].name, data);
  }
}

}  // namespace

ChartData chart_data(const Chart& chart, const LessonFacts& facts, const LessonSummary& summary) {
  ChartData data{.kind = chart.kind,
                 .title = chart.title,
                 .unit = chart.unit,
                 .scale = chart.scale,
                 .x_label = chart.x_label,
                 .bars = {},
                 .series = {},
                 .events = {}};
  const Lookup lookup(facts, summary);
  switch (chart.kind) {
    case ChartKind::kBars:
      add_bars(chart, lookup, data);
      break;
    case ChartKind::kCurve:
      add_curves(chart, lookup, data);
      break;
    case ChartKind::kTimeline:
      add_timelines(chart, facts, data);
      break;
  }
  return data;
}

}  // namespace lab
