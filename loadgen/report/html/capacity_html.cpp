// A table of servers, then a section a server with its steps. Computes nothing.
#include "loadgen/report/html/capacity_html.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "common/units.hpp"
#include "loadgen/report/capacity_words.hpp"
#include "loadgen/report/html/chart_figure.hpp"
#include "loadgen/report/html/provenance.hpp"
#include "loadgen/report/words.hpp"

namespace lab {
namespace {

constexpr auto kNumber = Align::kNumber;
constexpr double kDrawnPercent = 99;

std::string section_id(std::size_t index) { return fmt::format("server-{}", index + 1); }

/// Points of the steps with such a verdict, by their rate.
template <class Has>
Series steps_series(std::string name, std::size_t group, const ServerCapacity& server, Has has) {
  Series series{std::move(name), Role::kMeasured, group, {}};
  for (const auto& step : server.steps) {
    const auto& p99 = step.load.latency[Stat::kP99];
    if (!p99 || !has(step.judgement.verdict)) continue;
    series.points.push_back(
        {step.offer.rate, to_seconds(p99->value), figure_text(p99), std::nullopt, "-"});
  }
  std::sort(series.points.begin(), series.points.end(),
            [](const ChartPoint& a, const ChartPoint& b) { return a.x < b.x; });
  return series;
}

/// What is asked of the p99, across the rates that were offered; other limits are not of what is
/// drawn.
void add_limits(ChartData& data, const ServerCapacity& server, const Objectives& objectives) {
  const auto [least, most] =
      std::minmax_element(server.steps.begin(), server.steps.end(),
                          [](const SearchStepFacts& a, const SearchStepFacts& b) {
                            return a.offer.rate < b.offer.rate;
                          });
  for (const auto& objective : objectives) {
    if (objective.metric != Metric::kPercentile || objective.percent != kDrawnPercent) continue;
    Series line{objective.text, Role::kFormula, 3, {}};
    for (const auto* end : {&*least, &*most}) {
      line.points.push_back({end->offer.rate, objective.limit,
                             format_duration(from_seconds(objective.limit)), std::nullopt, "-"});
    }
    data.series.push_back(std::move(line));
  }
}

ChartData steps_chart(const ServerCapacity& server, const Objectives& objectives) {
  ChartData data{.kind = ChartKind::kCurve,
                 .title = "p99 latency of every step, by the rate offered",
                 .unit = Unit::kTime,
                 .scale = Scale::kLogarithmic,
                 .x_label = "requests/s offered",
                 .bars = {},
                 .series = {},
                 .events = {}};
  using V = StepVerdict;
  data.series = {
      steps_series("pass", 0, server, [](V v) { return v == V::kPass; }),
      steps_series("fail", 1, server, [](V v) { return v == V::kFail; }),
      steps_series("neither shown", 2, server, [](V v) { return v != V::kPass && v != V::kFail; })};
  std::erase_if(data.series, [](const Series& series) { return series.points.empty(); });
  add_limits(data, server, objectives);
  return data;
}

Markup steps_table(const ServerCapacity& server) {
  std::vector<TableRow> rows;
  for (const auto& step : server.steps) {
    const auto words = words_of(step);
    rows.push_back({plain(words.rate), plain(words.verdict), plain(words.p50), plain(words.p99),
                    plain(words.errors), plain(words.measured), plain(words.purpose),
                    plain(words.why)});
  }
  return table(server.name + ": every step in its order",
               {{"Rate"},
                {"Verdict"},
                {"p50", kNumber},
                {"p99", kNumber},
                {"errors", kNumber},
                {"measured", kNumber},
                {"Purpose"},
                {"Why it did not pass"}},
               rows);
}

Section server_section(const CapacityReport& report, std::size_t index) {
  const auto& server = report.servers[index];
  auto body = element("p", {{"class", "lead"}}, conclusion_text(server, report));
  for (const auto& remark : capacity_remarks(server))
    body += element("p", {{"class", "remark"}}, remark);
  if (!server.steps.empty()) {
    body +=
        element("div", {{"class", "charts"}}, chart_figure(steps_chart(server, report.objectives)));
  }
  body += steps_table(server);
  return {.id = section_id(index),
          .label = shortened(server.name, 40),
          .title = server.name,
          .body = std::move(body)};
}

/// A bar a server that has passed at all.
ChartData capacities_chart(const CapacityReport& report) {
  Series pass{"last pass", Role::kMeasured, 0, {}};
  Series fail{"first fail", Role::kPredicted, 0, {}};
  ChartData data{.kind = ChartKind::kBars,
                 .title = "Capacity: the last rate that passed, the first that failed",
                 .unit = Unit::kPerSecond,
                 .scale = Scale::kLinear,
                 .x_label = {},
                 .bars = {},
                 .series = {},
                 .events = {}};
  for (const auto& server : report.servers) {
    const auto x = static_cast<double>(data.bars.size());
    const auto point = [&](double rate) {
      return ChartPoint{x, rate, format_number(rate) + "/s", std::nullopt, "-"};
    };
    data.bars.push_back(shortened(server.name, 30));
    if (server.bracket.pass) pass.points.push_back(point(*server.bracket.pass));
    if (server.bracket.fail) fail.points.push_back(point(*server.bracket.fail));
  }
  data.series = {std::move(fail), std::move(pass)};
  std::erase_if(data.series, [](const Series& series) { return series.points.empty(); });
  return data;
}

Markup capacities_figure(const CapacityReport& report) {
  const auto data = capacities_chart(report);
  if (data.series.empty()) return {};
  return element("div", {{"class", "charts"}}, chart_figure(data));
}

Markup servers_table(const CapacityReport& report) {
  std::vector<TableRow> rows;
  for (std::size_t i = 0; i < report.servers.size(); ++i) {
    const auto words = words_of(report.servers[i]);
    rows.push_back({element("a", {{"href", "#" + section_id(i)}}, report.servers[i].name),
                    plain(words.pass), plain(words.fail), plain(words.limit), plain(words.p99),
                    plain(words.cpu_per_request), plain(words.steps), plain(words.took)});
  }
  return table("The capacity of every server",
               {{"Server"},
                {"last pass", kNumber},
                {"first fail", kNumber},
                {"ran out"},
                {"p99", kNumber},
                {"CPU/req", kNumber},
                {"steps", kNumber},
                {"took", kNumber}},
               rows);
}

Section overview(const CapacityReport& report) {
  std::vector<Fact> legend;
  for (const auto& row : capacity_legend()) legend.push_back({row.name, plain(row.meaning)});
  return {.id = "capacity",
          .label = "Capacity",
          .title = "Capacity, keeping " + objectives_text(report.objectives),
          .body = element("p", element("code", report.target)) + servers_table(report) +
                  capacities_figure(report) + element("h3", "How to read the figures") +
                  fact_list(legend)};
}

std::string rates_text(const SearchPlan& search) {
  return fmt::format("from {}/s, at most {}/s", format_number(search.start),
                     format_number(search.highest));
}

}  // namespace

std::string capacity_html(const CapacityReport& report) {
  const Provenance provenance{report.machine, LAB_VERSION, report.began};
  Page page{
      .title = "Capacity", .subtitle = provenance_line(provenance), .sections = {overview(report)}};
  for (std::size_t i = 0; i < report.servers.size(); ++i)
    page.sections.push_back(server_section(report, i));
  page.sections.push_back(provenance_section(
      provenance, {{"A step", plain(format_setting(report.search.step))},
                   {"Budget a server", plain(format_setting(report.search.budget))},
                   {"Precision", plain(share_text(report.search.precision - 1))},
                   {"Rates", plain(rates_text(report.search))},
                   {"Threads", plain(fmt::format("{}", report.threads))},
                   {"Seed", plain(fmt::format("{}, and one more each load", report.seed))}}));
  return page_html(page);
}

}  // namespace lab
