// A round is the unit: medians over them, and t intervals on their logarithms.
#include "loadgen/stats/rounds.hpp"

#include <algorithm>
#include <iterator>
#include <limits>
#include <numeric>

namespace lab {
namespace {

std::optional<RateOverRounds> rate_over(const std::vector<RoundRow>& rounds) {
  std::vector<double> rates;
  for (const auto& round : rounds) {
    if (!round.good_per_second) return std::nullopt;
    rates.push_back(*round.good_per_second);
  }
  return RateOverRounds{median(rates), log_interval(rates)};
}

std::optional<OverRounds> figure_over(const std::vector<RoundRow>& rounds,
                                      std::optional<Figure> RoundRow::*figure) {
  std::vector<Figure> figures;
  std::vector<double> values;
  for (const auto& round : rounds) {
    if (!(round.*figure)) return std::nullopt;
    figures.push_back(*(round.*figure));
    values.push_back(to_seconds(figures.back().value));
  }
  OverRounds over{median_figure(figures), std::nullopt, std::nullopt};
  const bool known = std::all_of(figures.begin(), figures.end(),
                                 [](const Figure& f) { return f.bound == Bound::kExact; });
  const auto interval = known ? log_interval(values) : std::nullopt;
  if (!interval) return over;
  over.low = from_seconds(interval->low);
  over.high = from_seconds(interval->high);
  return over;
}

}  // namespace

Figure median_figure(const std::vector<Figure>& figures) {
  std::vector<double> lowest, highest;
  for (const auto& figure : figures) {
    lowest.push_back(to_seconds(figure.value));
    highest.push_back(figure.bound == Bound::kExact ? lowest.back()
                                                    : std::numeric_limits<double>::infinity());
  }
  const double low = median(lowest);
  return {from_seconds(low), low == median(highest) ? Bound::kExact : Bound::kAtLeast};
}

RoundRow summarize_round(const RunResult& result, RoundEnd end) {
  const auto all = total(result);
  RoundRow row;
  row.measured = result.measured;
  if (result.measured > Duration::zero()) {
    row.good_per_second = static_cast<double>(all.good_in_window) / to_seconds(result.measured);
  }
  row.p50 = percentile(all.latency, 50);
  row.p99 = percentile(all.latency, 99);
  row.not_good = all.outcomes.total() - all.outcomes.of(OutcomeKind::kGood);
  row.end = end;
  return row;
}

std::optional<AcrossRounds> across_rounds(const std::vector<RoundRow>& rounds) {
  std::vector<RoundRow> whole;
  std::copy_if(rounds.begin(), rounds.end(), std::back_inserter(whole),
               [](const RoundRow& round) { return round.end == RoundEnd::kWhole; });
  if (whole.size() < 2) return std::nullopt;
  return AcrossRounds{whole.size(), rate_over(whole), figure_over(whole, &RoundRow::p50),
                      figure_over(whole, &RoundRow::p99)};
}

std::vector<std::size_t> interleaved_order(std::size_t count, std::size_t round) {
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  if (round % 2 == 1) std::reverse(order.begin(), order.end());
  return order;
}

LoadPlan plan_of_round(const LoadPlan& plan, unsigned round) {
  auto of_round = plan;
  of_round.seed += round;
  return of_round;
}

}  // namespace lab
