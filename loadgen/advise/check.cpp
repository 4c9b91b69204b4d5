// Puts measured figures beside predicted ones.
#include "loadgen/advise/check.hpp"

#include <algorithm>

namespace lab {
namespace {

/// Jobs that a pool lets wait unless told.
constexpr unsigned kUsualPoolQueue = 256;

/// Nobody is refused: predictions are of servers that serve all.
std::vector<std::string> pool_options(const Advice& advice) {
  if (demand_of(advice.pipeline).pool == Duration::zero()) return {};
  const auto& situation = advice.situation;
  return {"--pool", std::to_string(situation.pool), "--pool-queue",
          std::to_string(std::max(kUsualPoolQueue, situation.connections))};
}

std::optional<double> median_of(std::vector<double> values) {
  if (values.empty()) return std::nullopt;
  return median(std::move(values));
}

MeasuredOutlook measured_of(const CellRounds& cell, const Outlook& outlook) {
  std::vector<double> good, means;
  MeasuredOutlook measured;
  for (const auto& round : cell.rounds) {
    if (round.load.good) good.push_back(*round.load.good);
    const auto& mean = round.load.latency[Stat::kMean];
    if (!mean) continue;
    means.push_back(to_seconds(mean->value));
    if (mean->bound == Bound::kAtLeast) measured.mean_bound = Bound::kAtLeast;
  }
  if (const auto mean = median_of(std::move(means))) measured.mean = from_seconds(*mean);
  measured.good = median_of(good);
  if (good.size() > 1) measured.interval = log_interval(good);
  if (measured.good) measured.off = *measured.good / outlook.per_second - 1;
  return measured;
}

/// The figure that decides, as a lead: the higher the better.
std::optional<double> merit(const CellSummary& cell, Doubt doubt) {
  if (doubt == Doubt::kNone) return cell.good;
  if (!cell.cpu_per_request || *cell.cpu_per_request <= Duration::zero()) return std::nullopt;
  return 1 / to_seconds(*cell.cpu_per_request);
}

bool holds(const std::vector<std::size_t>& indices, std::size_t index) {
  return std::find(indices.begin(), indices.end(), index) != indices.end();
}

Match match_of(const RowVerdict& verdict, std::size_t index) {
  const auto& ranking = verdict.ranking;
  if (ranking.order.empty()) return Match::kUnknown;
  if (holds(ranking.leaders, index))
    return ranking.leaders.size() == 1 ? Match::kWins : Match::kTies;
  const auto best = merit(verdict.cells[ranking.order.front()], verdict.doubt);
  const auto own = merit(verdict.cells[index], verdict.doubt);
  if (best && own && *own >= (1 - kSameThroughput) * *best) return Match::kNear;
  return Match::kLoses;
}

}  // namespace

Workload workload_of(const Advice& advice) {
  const auto& situation = advice.situation;
  Workload workload{.name = "work",
                    .summary = "the pipeline in question",
                    .mix = {{1, "/work?do=" + pipeline_text(advice.pipeline)}},
                    .connections = situation.connections,
                    .demand = demand_of(advice.pipeline),
                    .options = pool_options(advice)};
  if (situation.rate) workload.open_loop = OpenLoop{*situation.rate, ArrivalKind::kPoisson};
  return workload;
}

std::vector<ServerKind> kinds_of(const Advice& advice) {
  std::vector<ServerKind> kinds;
  for (const auto& outlook : advice.outlooks) {
    const auto& candidate = outlook.candidate;
    kinds.push_back({candidate.name, candidate.deployment.model, candidate.options});
  }
  return kinds;
}

AdviceCheck check_advice(const Advice& advice, const Comparison& comparison,
                         std::optional<double> others) {
  const auto& row = comparison.rows.front();
  AdviceCheck check;
  check.rounds_wanted = comparison.rounds_wanted;
  check.duration = comparison.duration;
  check.verdict = judge(row, comparison.cores);
  check.others = others;
  for (std::size_t i = 0; i < advice.outlooks.size(); ++i)
    check.measured.push_back(measured_of(row.cells[i], advice.outlooks[i]));
  check.advised = match_of(check.verdict, advice.pick);
  if (advice.rule) check.rule = match_of(check.verdict, advice.rule->outlook);
  return check;
}

}  // namespace lab
