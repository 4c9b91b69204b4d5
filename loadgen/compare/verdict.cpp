// Medians, criterion and ranking of a row.
#include "loadgen/compare/verdict.hpp"

#include <algorithm>

#include "loadgen/stats/confidence.hpp"

namespace lab {
namespace {

constexpr double kAllCores = 0.9;
constexpr double kWorthSpeakingOf = 0.1;

/// The median over the rounds in which `get` has a value.
template <class Get>
std::optional<double> median_of(const std::vector<CellFacts>& rounds, Get get) {
  std::vector<double> values;
  for (const auto& round : rounds) {
    if (const std::optional<double> value = get(round)) values.push_back(*value);
  }
  if (values.empty()) return std::nullopt;
  return median(std::move(values));
}

std::optional<Figure> median_figure(const std::vector<CellFacts>& rounds, Stat stat) {
  Figure figure;
  const auto value = median_of(rounds, [&](const CellFacts& round) -> std::optional<double> {
    const auto& one = round.load.latency[stat];
    if (!one) return std::nullopt;
    if (one->bound == Bound::kAtLeast) figure.bound = Bound::kAtLeast;
    if (one->support == Support::kFew) figure.support = Support::kFew;
    return to_seconds(one->value);
  });
  if (!value) return std::nullopt;
  figure.value = from_seconds(*value);
  return figure;
}

std::optional<double> cpu_seconds(const CellFacts& round) {
  if (!round.use || !round.use->cpu_per_request) return std::nullopt;
  return to_seconds(*round.use->cpu_per_request);
}

CellSummary summarize_cell(const CellRounds& cell, const Workload& workload) {
  CellSummary summary;
  const auto& rounds = cell.rounds;
  summary.good = median_of(rounds, [](const CellFacts& r) { return r.load.good; });
  if (cell.deployment)
    summary.ideal = predict(workload.demand, *cell.deployment, workload.connections);
  summary.p50 = median_figure(rounds, Stat::kP50);
  summary.p99 = median_figure(rounds, Stat::kP99);
  if (const auto cpu = median_of(rounds, cpu_seconds)) summary.cpu_per_request = from_seconds(*cpu);
  for (const auto& round : rounds) {
    summary.clients = std::max(summary.clients, round.clients);
    summary.never_answered = std::max(summary.never_answered, round.never_answered);
    summary.generator_limited = summary.generator_limited || round.load.limit == Limit::kGenerator;
    if (!round.use) continue;
    summary.memory = std::max(summary.memory.value_or(0), round.use->memory);
    summary.threads = std::max(summary.threads.value_or(0), round.use->threads);
  }
  return summary;
}

std::vector<double> figures(const CellRounds& cell, Criterion criterion) {
  std::vector<double> values;
  for (const auto& round : cell.rounds) {
    const auto value = criterion == Criterion::kRequests ? round.load.good : cpu_seconds(round);
    if (value && *value > 0) values.push_back(*value);
  }
  return values;
}

Criterion criterion_of(const ComparisonRow& row, int cores) {
  for (const auto& cell : row.cells) {
    for (const auto& round : cell.rounds) {
      if (shares_cores(round, cores)) return Criterion::kServerCpu;
    }
  }
  return Criterion::kRequests;
}

}  // namespace

bool shares_cores(const CellFacts& cell, int cores) {
  if (!cell.use) return false;
  const double together = cell.use->cpu_share + cell.load.cpu_share;
  return together > kAllCores * cores && cell.load.cpu_share > kWorthSpeakingOf * cores;
}

RowVerdict judge(const ComparisonRow& row, int cores) {
  RowVerdict verdict;
  verdict.criterion = criterion_of(row, cores);
  std::vector<std::vector<double>> values;
  for (const auto& cell : row.cells) {
    verdict.cells.push_back(summarize_cell(cell, row.workload));
    values.push_back(figures(cell, verdict.criterion));
  }
  const bool by_requests = verdict.criterion == Criterion::kRequests;
  verdict.ranking = rank(values, by_requests ? Better::kHigher : Better::kLower);
  return verdict;
}

}  // namespace lab
