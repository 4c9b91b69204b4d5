// Looks the points up.
#include "loadgen/report/sweep_chart.hpp"

#include <algorithm>
#include <limits>

namespace lab {
namespace {

constexpr double kEndless = std::numeric_limits<double>::infinity();
constexpr double kDecade = 10;
constexpr double kNear = 1.3;  // times the highest measured throughput

Plot plot_of(const SweepPlan& plan, const ServerSummary& summary, std::string title, Unit unit) {
  Plot plot{.title = std::move(title),
            .x_label = x_label_of(plan.kind),
            .unit = unit,
            .x_scale = scale_of_loads(plan),
            .ticks = plan.loads,
            .series = {}};
  if (summary.knee.doubt != KneeDoubt::kNone) return plot;
  plot.at = summary.knee.at;
  plot.at_name = "knee";
  return plot;
}

Scale scale_of(const std::vector<PlotSeries>& all) {
  double low = kEndless, high = 0;
  for (const auto& series : all) {
    for (const auto& [x, y] : series.points) {
      low = std::min(low, y);
      high = std::max(high, y);
    }
  }
  return low > 0 && high > kDecade * low ? Scale::kLogarithmic : Scale::kLinear;
}

}  // namespace

Scale scale_of_loads(const SweepPlan& plan) {
  return plan.loads.back() > kDecade * plan.loads.front() ? Scale::kLogarithmic : Scale::kLinear;
}

std::string x_label_of(LoadKind kind) {
  return kind == LoadKind::kRates ? "requests/s asked for" : "clients";
}

Line good_points(const ServerSummary& summary) {
  Line points;
  for (const auto& row : summary.rows) {
    if (row.good) points.emplace_back(row.load, row.good->median);
  }
  return points;
}

Line latency_points(const ServerSummary& summary, std::optional<Figure> SweepRow::*figure) {
  Line points;
  for (const auto& row : summary.rows) {
    if (row.*figure) points.emplace_back(row.load, to_seconds((row.*figure)->value));
  }
  return points;
}

Line predicted_near(const ServerSummary& summary) {
  double highest = 0;
  for (const auto& [load, good] : good_points(summary)) highest = std::max(highest, good);
  auto line = summary.predicted_throughput;
  std::erase_if(line, [&](const auto& point) { return point.second > kNear * highest; });
  return line;
}

Plot throughput_plot(const SweepPlan& plan, const ServerSummary& summary) {
  auto plot = plot_of(plan, summary, "Good replies a second", Unit::kPerSecond);
  plot.series = {{"measured", PlotMark::kMeasured, good_points(summary)},
                 {"scalability law", PlotMark::kLaw, summary.law},
                 {"predicted", PlotMark::kPredicted, predicted_near(summary)}};
  return plot;
}

Plot latency_plot(const SweepPlan& plan, const ServerSummary& summary) {
  auto plot = plot_of(plan, summary, "Mean latency", Unit::kTime);
  plot.series = {{"measured", PlotMark::kMeasured, latency_points(summary, &SweepRow::mean)},
                 {"predicted", PlotMark::kPredicted, summary.predicted_latency}};
  plot.y_scale = scale_of(plot.series);
  return plot;
}

}  // namespace lab
