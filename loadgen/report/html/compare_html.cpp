// A section a workload. Computes nothing.
#include "loadgen/report/html/compare_html.hpp"

#include <fmt/format.h>

#include "common/units.hpp"
#include "loadgen/report/compare_words.hpp"
#include "loadgen/report/html/chart_figure.hpp"
#include "loadgen/report/lesson_words.hpp"
#include "loadgen/report/words.hpp"

namespace lab {
namespace {

std::string section_id(const Workload& workload) {
  return fmt::format("workload-{}", workload.name);
}

std::string winner(const Comparison& comparison, const RowVerdict& verdict) {
  return winner_text(verdict, comparison.servers);
}

/// A bar a server, of those that have the value.
template <class ValueOf>
Series series_of(std::string name, Role role, const RowVerdict& verdict, ValueOf value_of) {
  Series series{std::move(name), role, 0, {}};
  for (std::size_t i = 0; i < verdict.cells.size(); ++i) {
    if (const std::optional<ChartPoint> point = value_of(verdict.cells[i])) {
      series.points.push_back(*point);
      series.points.back().x = static_cast<double>(i);
    }
  }
  return series;
}

std::optional<ChartPoint> point(double value, std::string said) {
  return ChartPoint{0, value, std::move(said), std::nullopt, "-"};
}

std::optional<ChartPoint> good_point(const CellSummary& cell) {
  if (!cell.good) return std::nullopt;
  return point(*cell.good, per_second_text(cell.good));
}

std::optional<ChartPoint> ideal_point(const CellSummary& cell) {
  if (!cell.ideal) return std::nullopt;
  return point(cell.ideal->per_second, quantity_text(cell.ideal->per_second, Unit::kPerSecond));
}

std::optional<ChartPoint> figure_point(const std::optional<Figure>& figure) {
  if (!figure) return std::nullopt;
  return point(to_seconds(figure->value), figure_text(figure));
}

std::optional<ChartPoint> cpu_point(const CellSummary& cell) {
  if (!cell.cpu_per_request) return std::nullopt;
  return point(to_seconds(*cell.cpu_per_request), format_duration(*cell.cpu_per_request));
}

ChartData bars(const Comparison& comparison, std::string title, Unit unit, Scale scale,
               std::vector<Series> series) {
  return {.kind = ChartKind::kBars,
          .title = std::move(title),
          .unit = unit,
          .scale = scale,
          .x_label = {},
          .bars = comparison.servers,
          .series = std::move(series),
          .events = {}};
}

Markup charts(const Comparison& comparison, const RowVerdict& verdict) {
  const auto p50 = [](const CellSummary& cell) { return figure_point(cell.p50); };
  const auto p99 = [](const CellSummary& cell) { return figure_point(cell.p99); };
  auto tail = series_of("p99", Role::kMeasured, verdict, p99);
  tail.group = 1;
  return chart_figure(bars(comparison, "Good replies a second", Unit::kPerSecond, Scale::kLinear,
                           {series_of("ideal", Role::kPredicted, verdict, ideal_point),
                            series_of("measured", Role::kMeasured, verdict, good_point)})) +
         chart_figure(bars(comparison, "Latency, median and 99th percentile", Unit::kTime,
                           Scale::kLogarithmic,
                           {series_of("p50", Role::kMeasured, verdict, p50), std::move(tail)})) +
         chart_figure(bars(comparison, "CPU time of the server a request", Unit::kTime,
                           Scale::kLinear,
                           {series_of("CPU time", Role::kMeasured, verdict, cpu_point)}));
}

TableRow cell_row(const std::string& server, const CellSummary& cell) {
  const auto words = words_of(cell);
  return {plain(server),       plain(words.good),    plain(words.ideal),
          plain(words.p50),    plain(words.p99),     plain(words.cpu_per_request),
          plain(words.memory), plain(words.threads), plain(words.never_answered)};
}

Markup cell_table(const Comparison& comparison, const ComparisonRow& row,
                  const RowVerdict& verdict) {
  constexpr auto kNumber = Align::kNumber;
  std::vector<TableRow> rows;
  for (std::size_t i = 0; i < verdict.cells.size(); ++i)
    rows.push_back(cell_row(comparison.servers[i], verdict.cells[i]));
  return table(fmt::format("{}: every server", row.workload.name),
               {{"Server"},
                {"good/s", kNumber},
                {"ideal", kNumber},
                {"p50", kNumber},
                {"p99", kNumber},
                {"CPU/req", kNumber},
                {"memory", kNumber},
                {"threads", kNumber},
                {"never", kNumber}},
               rows);
}

Section row_section(const Comparison& comparison, const ComparisonRow& row,
                    const RowVerdict& verdict) {
  auto body = element("p", {{"class", "lead"}}, "Winner: " + winner(comparison, verdict) + ".") +
              element("p", plain(fmt::format("{} clients, ", row.workload.connections)) +
                               element("code", mix_text(row.workload)));
  body += cell_table(comparison, row, verdict);
  for (const auto& remark : row_remarks(verdict, comparison.servers))
    body += element("p", {{"class", "remark"}}, remark);
  body += element("div", {{"class", "charts"}}, charts(comparison, verdict));
  body += element("h3", "Why") +
          element("p", {{"class", "why"}}, why_text(row, verdict, comparison.servers));
  return {.id = section_id(row.workload),
          .label = std::string(row.workload.name),
          .title = fmt::format("{}: {}", row.workload.name, row.workload.summary),
          .body = std::move(body)};
}

Section winners_section(const Comparison& comparison, const std::vector<RowVerdict>& verdicts) {
  std::vector<TableRow> rows;
  for (std::size_t i = 0; i < verdicts.size(); ++i) {
    const auto& workload = comparison.rows[i].workload;
    rows.push_back({element("a", {{"href", "#" + section_id(workload)}}, workload.name),
                    plain(workload.summary), plain(winner(comparison, verdicts[i]))});
  }
  std::vector<Fact> legend;
  for (const auto& row : compare_legend()) legend.push_back({row.name, plain(row.meaning)});
  return {
      .id = "winners",
      .label = "Winners",
      .title = "Where each model wins",
      .body = table("The winner of every workload", {{"Workload"}, {"What"}, {"Winner"}}, rows) +
              element("p", certainty_sentence(comparison)) +
              element("h3", "How to read the figures") + fact_list(legend)};
}

}  // namespace

std::string compare_html(const Comparison& comparison, const std::vector<RowVerdict>& verdicts,
                         const Provenance& provenance) {
  Page page{.title = "Concurrency models compared",
            .subtitle = provenance_line(provenance),
            .sections = {winners_section(comparison, verdicts)}};
  for (std::size_t i = 0; i < verdicts.size(); ++i)
    page.sections.push_back(row_section(comparison, comparison.rows[i], verdicts[i]));
  page.sections.push_back(provenance_section(
      provenance, {{"Rounds", plain(fmt::format("{}", comparison.rounds_wanted))},
                   {"Measured a cell", plain(format_setting(comparison.duration))}}));
  return page_html(page);
}

}  // namespace lab
