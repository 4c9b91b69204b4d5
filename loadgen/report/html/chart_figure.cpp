// Writes charts as data for the script and as tables for everybody.
#include "loadgen/report/html/chart_figure.hpp"

#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <cmath>

#include "loadgen/report/figure_json.hpp"
#include "loadgen/report/html/table.hpp"

namespace lab {
namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

std::string_view kind_name(ChartKind kind) {
  switch (kind) {
    case ChartKind::kBars:
      return "bars";
    case ChartKind::kCurve:
      return "curve";
    case ChartKind::kTimeline:
      return "timeline";
  }
  return {};
}

std::string_view role_name(Role role) {
  switch (role) {
    case Role::kMeasured:
      return "measured";
    case Role::kPredicted:
      return "predicted";
    case Role::kBound:
      return "bound";
    case Role::kFormula:
      return "formula";
    case Role::kOverTime:
      return "over_time";
  }
  return {};
}

object point_json(const ChartPoint& point) {
  object json{{"x", point.x}, {"y", point.y}, {"said", point.said}};
  if (point.interval) {
    json["low"] = point.interval->low;
    json["high"] = point.interval->high;
    json["interval"] = point.interval_said;
  }
  return json;
}

/// What cannot be drawn is in the table alone.
bool can_be_drawn(const ChartPoint& point) { return std::isfinite(point.x + point.y); }

object series_json(const Series& series) {
  array points;
  for (const auto& point : series.points) {
    if (can_be_drawn(point)) points.push_back(point_json(point));
  }
  return {{"name", series.name},
          {"role", role_name(series.role)},
          {"group", series.group},
          {"points", std::move(points)}};
}

array events_json(const ChartData& data) {
  array events;
  for (const auto& event : data.events)
    events.push_back(object{{"x", event.x}, {"said", event.said}, {"group", event.group}});
  return events;
}

std::string x_text(const ChartData& data, const ChartPoint& point) {
  if (data.kind == ChartKind::kBars) return data.bars[static_cast<std::size_t>(point.x)];
  return fmt::format("{:.4g}{}", point.x, data.kind == ChartKind::kTimeline ? " s" : "");
}

std::string_view x_heading(const ChartData& data) {
  if (data.kind == ChartKind::kBars) return "Of";
  return data.x_label;
}

Markup data_table(const ChartData& data) {
  std::vector<TableRow> rows;
  for (const auto& series : data.series) {
    for (const auto& point : series.points) {
      rows.push_back({plain(x_text(data, point)), plain(series.name), plain(point.said),
                      plain(point.interval_said)});
    }
  }
  return table(
      "Values of the chart: " + data.title,
      {{x_heading(data)}, {"Series"}, {"Value", Align::kNumber}, {"95 % interval", Align::kNumber}},
      rows);
}

Markup event_list(const ChartData& data) {
  Markup items;
  for (const auto& event : data.events) items += element("li", event.said);
  return items.empty() ? items : element("ul", items);
}

}  // namespace

value chart_json(const ChartData& data) {
  array series;
  for (const auto& one : data.series) series.push_back(series_json(one));
  array bars;
  for (const auto& label : data.bars) bars.push_back(value(label));
  return object{{"kind", kind_name(data.kind)},
                {"title", data.title},
                {"unit", unit_name(data.unit)},
                {"logarithmic", data.scale == Scale::kLogarithmic},
                {"x_logarithmic", data.x_scale == Scale::kLogarithmic},
                {"x_label", data.x_label},
                {"bars", std::move(bars)},
                {"series", std::move(series)},
                {"events", events_json(data)}};
}

Markup chart_figure(const ChartData& data) {
  const auto label = "Chart: " + data.title + ". Its values are in the table below it.";
  const auto canvas = element("canvas", {{"role", "img"}, {"aria-label", label}}, "");
  return element("figure", {{"class", "chart"}},
                 element("figcaption", data.title) +
                     element("div", {{"class", "canvas"}, {"hidden", ""}}, canvas) +
                     data_script(chart_json(data)) +
                     element("details", element("summary", "The chart as a table") +
                                            data_table(data) + event_list(data)));
}

}  // namespace lab
