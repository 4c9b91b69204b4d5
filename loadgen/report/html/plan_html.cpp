// The answer, the candidates, and the formulas. Computes nothing.
#include "loadgen/report/html/plan_html.hpp"

#include <fmt/format.h>

#include "loadgen/report/html/chart_figure.hpp"
#include "loadgen/report/html/page.hpp"
#include "loadgen/report/html/table.hpp"
#include "loadgen/report/lesson_words.hpp"
#include "loadgen/report/plan_words.hpp"

namespace lab {
namespace {

Markup line_list(const std::vector<PlanLine>& lines) {
  std::vector<Fact> facts;
  facts.reserve(lines.size());
  for (const auto& line : lines) facts.push_back({line.name, plain(line.text)});
  return fact_list(facts);
}

/// What each resource of the instance allows, the least first; then what this plan sizes.
Markup bounds_chart(const InstancePlan& plan) {
  ChartData data{.kind = ChartKind::kBars,
                 .title = "What one instance serves before a resource is used up",
                 .unit = Unit::kPerSecond,
                 .scale = Scale::kLogarithmic,
                 .x_label = {},
                 .bars = {},
                 .series = {{"at most", Role::kPredicted, 0, {}}},
                 .events = {}};
  const auto add = [&](std::string name, double per_second) {
    const auto x = static_cast<double>(data.bars.size());
    data.bars.push_back(std::move(name));
    data.series[0].points.push_back(
        {x, per_second, quantity_text(per_second, Unit::kPerSecond), std::nullopt, "-"});
  };
  for (const auto& bound : plan.bounds) add(bound.resource, bound.per_second);
  for (const auto& pool : plan.pools) {
    if (pool.size > 0) add(pool.name + " (sized for this load)", pool.per_second);
  }
  return element("div", {{"class", "charts"}}, chart_figure(data));
}

Section answer_section(const CapacityPlan& plan) {
  const auto& best = plan.plans.front();
  auto body = element("p", {{"class", "lead"}}, plan_sentence(best));
  for (const auto& remark : best.remarks) body += element("p", {{"class", "remark"}}, remark);
  body += line_list(plan_answer(plan)) + bounds_chart(best) + element("h3", "What it assumes") +
          line_list(plan_assumptions(plan));
  return {.id = "answer", .label = "Answer", .title = plan_title(plan), .body = std::move(body)};
}

TableRow candidate_row(const CandidateWords& words) {
  return {plain(words.name), plain(words.instances),   plain(words.cores), plain(words.memory),
          plain(words.rate), plain(words.utilisation), plain(words.next)};
}

Section candidates_section(const CapacityPlan& plan) {
  constexpr auto kNumber = Align::kNumber;
  std::vector<TableRow> rows;
  for (const auto& one : plan.plans) rows.push_back(candidate_row(words_of(one)));
  auto body =
      element("p", fmt::format("{} is taken: {}.", plan.plans.front().candidate.name, plan.why)) +
      table("Every candidate",
            {{"Candidate"},
             {"Instances", kNumber},
             {"Cores", kNumber},
             {"Memory", kNumber},
             {"Each takes", kNumber},
             {"Target", kNumber},
             {"Binds"}},
            rows);
  for (const auto& [name, why] : plan.left_out)
    body += element("p", {{"class", "remark"}}, fmt::format("Left out: {}: {}.", name, why));
  return {.id = "candidates",
          .label = "Candidates",
          .title = "What there was to choose from",
          .body = std::move(body)};
}

Markup part_table(const InstancePlan& plan, PlanPart part) {
  std::vector<TableRow> rows;
  for (const auto& row : rows_of(plan, part))
    rows.push_back({plain(row.name), plain(row.formula), plain(row.numbers),
                    plain(quantity_text(row.result, row.unit))});
  if (rows.empty()) return {};
  return element("h3", part_title(part)) +
         table(part_title(part),
               {{"What"}, {"Formula"}, {"With the numbers"}, {"Result", Align::kNumber}}, rows);
}

Section formulas_section(const InstancePlan& plan) {
  Markup body;
  for (const auto part : kPlanParts) body += part_table(plan, part);
  return {.id = "formulas",
          .label = "Formulas",
          .title = fmt::format("How it follows: {}", plan.candidate.name),
          .body = std::move(body)};
}

}  // namespace

std::string plan_html(const CapacityPlan& plan, std::string_view version) {
  return page_html({.title = "Capacity plan",
                    .subtitle = fmt::format("Concurrency Lab {}; computed, not measured", version),
                    .sections = {answer_section(plan), candidates_section(plan),
                                 formulas_section(plan.plans.front())}});
}

}  // namespace lab
