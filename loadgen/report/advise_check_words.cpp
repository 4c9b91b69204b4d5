// Figures and sentences of what was measured of advice.
#include <fmt/format.h>

#include "common/units.hpp"
#include "loadgen/report/advise_words.hpp"
#include "loadgen/report/compare_words.hpp"
#include "loadgen/report/words.hpp"

namespace lab {
namespace {

std::string_view name_at(const Advice& advice, std::size_t index) {
  return advice.outlooks[index].candidate.name;
}

std::string winners_text(const Advice& advice, const AdviceCheck& check) {
  if (check.criterion != Criterion::kLatency)
    return winner_text(check.verdict, outlook_names(advice));
  std::vector<std::string> names;
  for (const auto i : check.ranking.leaders) names.emplace_back(name_at(advice, i));
  return fmt::format("{}{}, by mean latency", listed(names), names.size() > 1 ? " (tie)" : "");
}

std::string_view match_text(Match match) {
  switch (match) {
    case Match::kWins:
      return "wins";
    case Match::kTies:
      return "is among the winners";
    case Match::kNear:
      return "is close to the winner, a tie as advice counts it";
    case Match::kLoses:
      return "loses";
    case Match::kUnknown:
      return "cannot be judged";
  }
  return {};
}

std::string outcome_text(Match match) {
  if (match == Match::kUnknown) return "Whether the advice came true is not known";
  return matches(match) ? "The advice came true" : "The advice did not come true";
}

/// What a request took of CPU beside its pipeline, where that can be told from noise: in pipelines
/// that compute little.
std::string http_remark(const Advice& advice, const AdviceCheck& check) {
  const auto demand = demand_of(advice.pipeline);
  const auto computing = demand.cpu + demand.pool_cpu;
  if (computing > 20 * advice.situation.http) return {};
  std::vector<std::string> costs;
  for (std::size_t i = 0; i < check.verdict.cells.size(); ++i) {
    const auto& cpu = check.verdict.cells[i].cpu_per_request;
    if (cpu && *cpu > computing)
      costs.push_back(fmt::format("{} {}", format_duration(*cpu - computing), name_at(advice, i)));
  }
  if (costs.empty()) return {};
  return fmt::format("CPU time a request beside the pipeline's: {} ({} were assumed)",
                     listed(costs), format_duration(advice.situation.http));
}

std::string mean_text(const MeasuredOutlook& measured) {
  if (!measured.mean) return "n/a";
  return (measured.mean_bound == Bound::kAtLeast ? ">=" : "") + format_duration(*measured.mean);
}

}  // namespace

MeasuredWords words_of(const Outlook& outlook, const MeasuredOutlook& measured,
                       const CellSummary& cell) {
  const auto predicted = words_of(outlook);
  const auto figures = words_of(cell);
  return {.name = predicted.name,
          .predicted = predicted.predicted,
          .measured = per_second_text(measured.good) + (cell.generator_limited ? "!" : ""),
          .interval = measured.interval
                          ? fmt::format("{} - {}", format_number(measured.interval->low),
                                        format_number(measured.interval->high))
                          : "-",
          .off = measured.off ? fmt::format("{:+.1f}%", 100 * *measured.off) : "n/a",
          .mean_predicted = predicted.mean,
          .mean_measured = mean_text(measured),
          .p99 = figures.p99,
          .cpu_per_request = figures.cpu_per_request};
}

std::string match_sentence(const Advice& advice, const AdviceCheck& check) {
  auto text = fmt::format("{}: {} {}. Measured winner: {}.", outcome_text(check.advised),
                          name_at(advice, advice.pick), match_text(check.advised),
                          winners_text(advice, check));
  if (check.rule && advice.rule->outlook != advice.pick)
    text += fmt::format(" By the rule of thumb: {} {}.", name_at(advice, advice.rule->outlook),
                        match_text(*check.rule));
  return text;
}

std::vector<std::string> check_remarks(const Advice& advice, const AdviceCheck& check) {
  auto remarks = row_remarks(check.verdict, outlook_names(advice));
  if (auto remark = http_remark(advice, check); !remark.empty())
    remarks.push_back(std::move(remark));
  if (check.others && *check.others > kNoticeableShare)
    remarks.push_back(fmt::format("other programs took {} of the machine meanwhile",
                                  percent_text(*check.others)));
  return remarks;
}

std::string rounds_sentence(const AdviceCheck& check) {
  const auto done = check.verdict.rounds;
  const auto wanted = static_cast<std::size_t>(check.rounds_wanted);
  if (done < wanted) return fmt::format("Cut short: {} of {} rounds are whole.", done, wanted);
  if (wanted == 1) return "One round: it gives an order and claims no ties.";
  return fmt::format("Medians of {} interleaved rounds of {}, with their 95 % interval.", wanted,
                     format_setting(check.duration));
}

}  // namespace lab
