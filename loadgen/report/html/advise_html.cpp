// A section for the advice, one for what was measured. Computes nothing.
#include "loadgen/report/html/advise_html.hpp"

#include <fmt/format.h>

#include "common/units.hpp"
#include "loadgen/report/advise_words.hpp"
#include "loadgen/report/html/chart_figure.hpp"
#include "loadgen/report/lesson_words.hpp"
#include "loadgen/report/words.hpp"

namespace lab {
namespace {

constexpr auto kNumber = Align::kNumber;

Markup paragraph(std::string_view lead, std::string_view text) {
  return element("p", element("b", lead) + plain(" ") + plain(text));
}

Markup outlook_table(const Advice& advice) {
  std::vector<TableRow> rows;
  for (const auto& outlook : advice.outlooks) {
    const auto words = words_of(outlook);
    rows.push_back({plain(words.name), plain(words.predicted), plain(words.mean), plain(words.p99),
                    plain(words.memory), plain(words.limit)});
  }
  return table("What was predicted of every model",
               {{"Server"},
                {"predicted", kNumber},
                {"mean", kNumber},
                {"p99", kNumber},
                {"memory", kNumber},
                {"what runs out first"}},
               rows);
}

Series predicted_series(const Advice& advice) {
  Series series{"predicted", Role::kPredicted, 0, {}};
  for (std::size_t i = 0; i < advice.outlooks.size(); ++i) {
    const auto& outlook = advice.outlooks[i];
    series.points.push_back({static_cast<double>(i), outlook.per_second,
                             words_of(outlook).predicted, std::nullopt, "-"});
  }
  return series;
}

Series measured_series(const AdviceCheck& check) {
  Series series{"measured", Role::kMeasured, 0, {}};
  for (std::size_t i = 0; i < check.measured.size(); ++i) {
    const auto& measured = check.measured[i];
    if (!measured.good) continue;
    series.points.push_back({static_cast<double>(i), *measured.good, per_second_text(measured.good),
                             measured.interval,
                             interval_text(measured.interval, Unit::kPerSecond)});
  }
  return series;
}

Markup rates_chart(const Advice& advice, const AdviceCheck* check) {
  std::vector<Series> series{predicted_series(advice)};
  if (check != nullptr) series.push_back(measured_series(*check));
  return element("div", {{"class", "charts"}},
                 chart_figure({.kind = ChartKind::kBars,
                               .title = "Good replies a second",
                               .unit = Unit::kPerSecond,
                               .scale = Scale::kLinear,
                               .x_label = {},
                               .bars = outlook_names(advice),
                               .series = std::move(series),
                               .events = {}}));
}

Markup change_list(const Advice& advice) {
  Markup items;
  for (const auto& sentence : change_sentences(advice)) items += element("li", sentence);
  return element("ul", items);
}

Section advice_section(const Advice& advice, const AdviceCheck* check) {
  return {.id = "advice",
          .label = "Advice",
          .title = question_text(advice),
          .body = element("p", {{"class", "lead"}}, "Use " + advice_sentence(advice)) +
                  outlook_table(advice) + rates_chart(advice, check) +
                  paragraph("Why:", reason_sentence(advice)) +
                  paragraph("Rule of thumb:", rule_sentence(advice)) +
                  element("h3", "What would change it") + change_list(advice) +
                  element("p", {{"class", "remark"}}, assumption_sentence(advice))};
}

Markup check_table(const Advice& advice, const AdviceCheck& check) {
  std::vector<TableRow> rows;
  for (std::size_t i = 0; i < check.measured.size(); ++i) {
    const auto words = words_of(advice.outlooks[i], check.measured[i], check.verdict.cells[i]);
    rows.push_back({plain(words.name), plain(words.predicted), plain(words.measured),
                    plain(words.interval), plain(words.off), plain(words.mean_predicted),
                    plain(words.mean_measured), plain(words.p99), plain(words.cpu_per_request)});
  }
  return table("What was measured beside what was predicted",
               {{"Server"},
                {"predicted", kNumber},
                {"measured", kNumber},
                {"95 % interval", kNumber},
                {"off by", kNumber},
                {"mean, predicted", kNumber},
                {"mean, measured", kNumber},
                {"p99", kNumber},
                {"CPU/req", kNumber}},
               rows);
}

Section check_section(const Advice& advice, const AdviceCheck& check) {
  auto body =
      element("p", {{"class", "lead"}}, match_sentence(advice, check)) + check_table(advice, check);
  for (const auto& remark : check_remarks(advice, check))
    body += element("p", {{"class", "remark"}}, remark);
  body += element("p", rounds_sentence(check));
  return {.id = "measured",
          .label = "Measured",
          .title = "Predicted and measured",
          .body = std::move(body)};
}

}  // namespace

std::string advise_html(const Advice& advice, const AdviceCheck* check,
                        const Provenance& provenance) {
  Page page{.title = "Which model for this work",
            .subtitle = provenance_line(provenance),
            .sections = {advice_section(advice, check)}};
  if (check != nullptr) page.sections.push_back(check_section(advice, *check));
  page.sections.push_back(provenance_section(
      provenance, {{"HTTP itself, assumed", plain(format_duration(advice.situation.http))}}));
  return page_html(page);
}

}  // namespace lab
