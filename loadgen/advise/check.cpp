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

/// The mean latency of each round that all servers went through; nothing of one that does not keep
/// up.
Rounds latencies(const CellRounds& cell, const RowVerdict& verdict, std::size_t index) {
  Rounds means;
  const auto best = verdict.cells[verdict.ranking.order.front()].good.value_or(0);
  if (verdict.cells[index].good.value_or(0) < (1 - kSameThroughput) * best) return means;
  for (std::size_t r = 0; r < verdict.rounds; ++r) {
    const auto& mean = cell.rounds[r].load.latency[Stat::kMean];
    means.push_back(mean ? std::optional(to_seconds(mean->value)) : std::nullopt);
  }
  return means;
}

/// CPU time decides where replies a second tell nothing, whatever the load.
void decide(AdviceCheck& check, const ComparisonRow& row) {
  check.ranking = check.verdict.ranking;
  if (check.verdict.doubt != Doubt::kNone) {
    check.criterion = Criterion::kCpu;
  } else if (row.workload.open_loop && !check.ranking.order.empty()) {
    check.criterion = Criterion::kLatency;
    std::vector<Rounds> means;
    for (std::size_t i = 0; i < row.cells.size(); ++i)
      means.push_back(latencies(row.cells[i], check.verdict, i));
    check.ranking = rank(means, Better::kLower);
  }
}

/// The figure that decides, as a merit: the higher the better.
std::optional<double> merit(const AdviceCheck& check, std::size_t index) {
  if (check.criterion == Criterion::kGood) return check.measured[index].good;
  const auto time = check.criterion == Criterion::kCpu ? check.verdict.cells[index].cpu_per_request
                                                       : check.measured[index].mean;
  if (!time || *time <= Duration::zero()) return std::nullopt;
  return 1 / to_seconds(*time);
}

bool holds(const std::vector<std::size_t>& indices, std::size_t index) {
  return std::find(indices.begin(), indices.end(), index) != indices.end();
}

/// The least merit beside a winner's 1 that advice calls a tie.
double near_enough(Criterion criterion) {
  return criterion == Criterion::kLatency ? 1 / (1 + kSameLatency) : 1 - kSameThroughput;
}

Match match_of(const AdviceCheck& check, std::size_t index) {
  const auto& ranking = check.ranking;
  if (ranking.order.empty()) return Match::kUnknown;
  if (holds(ranking.leaders, index))
    return ranking.leaders.size() == 1 ? Match::kWins : Match::kTies;
  if (!holds(ranking.order, index)) return Match::kLoses;
  const auto best = merit(check, ranking.order.front());
  const auto own = merit(check, index);
  if (best && own && *own >= near_enough(check.criterion) * *best) return Match::kNear;
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
  decide(check, row);
  check.advised = match_of(check, advice.pick);
  if (advice.rule) check.rule = match_of(check, advice.rule->outlook);
  return check;
}

}  // namespace lab
