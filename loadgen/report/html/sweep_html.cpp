// A section a server. Computes nothing.
#include "loadgen/report/html/sweep_html.hpp"

#include <fmt/format.h>

#include "common/units.hpp"
#include "loadgen/report/html/chart_figure.hpp"
#include "loadgen/report/lesson_words.hpp"
#include "loadgen/report/sweep_chart.hpp"
#include "loadgen/report/sweep_sentences.hpp"
#include "loadgen/report/sweep_words.hpp"
#include "loadgen/report/words.hpp"

namespace lab {
namespace {

Series line_series(std::string name, Role role, std::size_t group, const Line& line, Unit unit) {
  Series series{std::move(name), role, group, {}};
  for (const auto& [x, y] : line)
    series.points.push_back({x, y, quantity_text(y, unit), std::nullopt, "-"});
  return series;
}

Series good_series(const ServerSummary& summary) {
  Series series{"measured", Role::kMeasured, 0, {}};
  for (const auto& row : summary.rows) {
    if (!row.good) continue;
    series.points.push_back({row.load, row.good->median,
                             quantity_text(row.good->median, Unit::kPerSecond), row.good->interval,
                             interval_text(row.good->interval, Unit::kPerSecond)});
  }
  return series;
}

/// Those that have nothing to show would still be named.
std::vector<Series> with_points(std::vector<Series> all) {
  std::erase_if(all, [](const Series& series) { return series.points.empty(); });
  return all;
}

/// The knee and the peak that may be told.
std::vector<ChartEvent> events_of(const ServerSummary& summary) {
  std::vector<ChartEvent> events;
  if (summary.knee.doubt == KneeDoubt::kNone)
    events.push_back({summary.knee.at, fmt::format("knee {:.3g}", summary.knee.at), 0});
  const auto peak = summary.usl ? summary.usl->peak() : std::nullopt;
  if (peak) events.push_back({*peak, fmt::format("peak of the law {:.3g}", *peak), 1});
  return events;
}

ChartData throughput_chart(const SweepPlan& plan, const ServerSummary& summary) {
  return {
      .kind = ChartKind::kCurve,
      .title = "Good replies a second",
      .unit = Unit::kPerSecond,
      .x_scale = scale_of_loads(plan),
      .x_label = x_label_of(plan.kind),
      .bars = {},
      .series = with_points(
          {good_series(summary),
           line_series("scalability law", Role::kOverTime, 1, summary.law, Unit::kPerSecond),
           line_series("predicted", Role::kFormula, 2, predicted_near(summary), Unit::kPerSecond)}),
      .events = events_of(summary)};
}

Series latency_series(std::string name, std::size_t group, const ServerSummary& summary,
                      std::optional<Figure> SweepRow::*figure) {
  Series series{std::move(name), Role::kMeasured, group, {}};
  for (const auto& row : summary.rows) {
    if (!(row.*figure)) continue;
    series.points.push_back(
        {row.load, to_seconds((row.*figure)->value), figure_text(row.*figure), std::nullopt, "-"});
  }
  return series;
}

ChartData latency_chart(const SweepPlan& plan, const ServerSummary& summary) {
  return {.kind = ChartKind::kCurve,
          .title = "Latency, mean and 99th percentile",
          .unit = Unit::kTime,
          .scale = Scale::kLogarithmic,
          .x_scale = scale_of_loads(plan),
          .x_label = x_label_of(plan.kind),
          .bars = {},
          .series = with_points({latency_series("mean", 0, summary, &SweepRow::mean),
                                 latency_series("p99", 1, summary, &SweepRow::p99),
                                 line_series("mean, predicted", Role::kFormula, 2,
                                             summary.predicted_latency, Unit::kTime)}),
          .events = {}};
}

Markup step_table(const SweepPlan& plan, const std::string& server, const ServerSummary& summary) {
  constexpr auto kNumber = Align::kNumber;
  std::vector<TableRow> rows;
  for (const auto& row : summary.rows) {
    const auto words = words_of(row);
    rows.push_back({plain(words.load), plain(words.good), plain(words.interval), plain(words.mean),
                    plain(words.p50), plain(words.p99), plain(words.predicted),
                    plain(words.predicted_mean), plain(words.mark)});
  }
  return table(fmt::format("{}: every load", server),
               {{load_heading(plan.kind), kNumber},
                {"good/s", kNumber},
                {"95 % interval", kNumber},
                {"mean", kNumber},
                {"p50", kNumber},
                {"p99", kNumber},
                {"predicted/s", kNumber},
                {"predicted mean", kNumber},
                {"mark"}},
               rows);
}

Markup law_part(const ServerSummary& summary) {
  if (!summary.usl) return element("p", no_law_sentence());
  std::vector<TableRow> rows;
  for (const auto& row : law_rows(*summary.usl))
    rows.push_back({plain(row.name), plain(row.value), plain(row.interval), plain(row.meaning)});
  Markup part;
  if (const auto fit = fit_sentence(*summary.usl); !fit.empty()) part += element("p", fit);
  if (!rows.empty()) {
    part += table("The scalability law",
                  {{"Parameter"},
                   {"Value", Align::kNumber},
                   {"95 % interval", Align::kNumber},
                   {"What it is"}},
                  rows);
  }
  if (const auto refusal = refusal_sentence(*summary.usl); !refusal.empty())
    part += element("p", {{"class", "remark"}}, refusal);
  return part;
}

Section server_section(const Sweep& sweep, std::size_t index, const ServerSummary& summary) {
  const auto& plan = sweep.plan;
  const auto& server = sweep.servers[index];
  auto body = element("p", {{"class", "lead"}}, "Knee: " + knee_sentence(plan.kind, summary)) +
              element("div", {{"class", "charts"}},
                      chart_figure(throughput_chart(plan, summary)) +
                          chart_figure(latency_chart(plan, summary))) +
              step_table(plan, server.name, summary);
  for (const auto& sentence : mark_sentences(summary))
    body += element("p", {{"class", "remark"}}, sentence);
  body += element("h3", "The Universal Scalability Law") + law_part(summary);
  body += element("h3", "What is predicted, and from what") +
          element("p", {{"class", "why"}}, basis_sentence(plan.kind, summary.basis));
  return {.id = fmt::format("server-{}", index),
          .label = server.name,
          .title = server_text(server),
          .body = std::move(body)};
}

Section overview_section(const Sweep& sweep, const std::vector<ServerSummary>& summaries) {
  constexpr auto kNumber = Align::kNumber;
  std::vector<TableRow> rows;
  for (std::size_t i = 0; i < summaries.size(); ++i) {
    const auto words = overview_of(sweep.servers[i], summaries[i]);
    rows.push_back({plain(words.server), plain(words.most), plain(words.at), plain(words.knee),
                    plain(words.peak)});
  }
  return {
      .id = "overview",
      .label = "Side by side",
      .title = "The servers side by side",
      .body = table("What each server can do at its best",
                    {{"Server"},
                     {"Most good/s", kNumber},
                     {sweep.plan.kind == LoadKind::kRates ? "at rate/s" : "at clients", kNumber},
                     {"Knee", kNumber},
                     {"Peak of the law", kNumber}},
                    rows)};
}

Section reading_section(const Sweep& sweep) {
  std::vector<Fact> legend;
  for (const auto& row : sweep_legend(sweep.plan.kind))
    legend.push_back({row.name, plain(row.meaning)});
  return {.id = "reading",
          .label = "How to read it",
          .title = "How to read the figures",
          .body = element("p", certainty_sentence(sweep)) + fact_list(legend)};
}

}  // namespace

std::string sweep_html(const Sweep& sweep, const std::vector<ServerSummary>& summaries,
                       const Provenance& provenance) {
  const auto& plan = sweep.plan;
  Page page{
      .title = "Sweep of " + sweep.title, .subtitle = provenance_line(provenance), .sections = {}};
  if (summaries.size() > 1) page.sections.push_back(overview_section(sweep, summaries));
  for (std::size_t i = 0; i < summaries.size(); ++i)
    page.sections.push_back(server_section(sweep, i, summaries[i]));
  page.sections.push_back(reading_section(sweep));
  page.sections.push_back(
      provenance_section(provenance, {{"Loads", plain(ladder_text(plan))},
                                      {"Rounds", plain(fmt::format("{}", plan.rounds))},
                                      {"Seed", plain(fmt::format("{}", plan.seed))},
                                      {"Measured a step", plain(format_setting(plan.duration))}}));
  return page_html(page);
}

}  // namespace lab
