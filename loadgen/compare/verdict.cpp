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

std::uint64_t unserved(const OutcomeCounts& outcomes) {
  std::uint64_t count = 0;
  for (const auto kind : {OutcomeKind::kErrorReply, OutcomeKind::kFailed})
    count += outcomes.of(kind);
  return count;
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
    summary.unserved += unserved(round.load.outcomes);
    summary.generator_limited = summary.generator_limited || round.load.limit == Limit::kGenerator;
    if (!round.use) continue;
    summary.memory = std::max(summary.memory.value_or(0), round.use->peak_memory);
    summary.threads = std::max(summary.threads.value_or(0), round.use->peak_threads);
  }
  return summary;
}

std::size_t whole_rounds(const ComparisonRow& row) {
  const auto least = std::min_element(
      row.cells.begin(), row.cells.end(),
      [](const auto& a, const auto& b) { return a.rounds.size() < b.rounds.size(); });
  return least == row.cells.end() ? 0 : least->rounds.size();
}

Rounds figures(const CellRounds& cell, std::size_t rounds, Doubt doubt) {
  Rounds values;
  for (std::size_t r = 0; r < rounds; ++r) {
    const auto& round = cell.rounds[r];
    values.push_back(doubt == Doubt::kNone ? round.load.good : cpu_seconds(round));
  }
  return values;
}

Doubt doubt_of(const CellFacts& round, int cores) {
  if (shares_cores(round, cores)) return Doubt::kSharedCores;
  return round.load.limit == Limit::kGenerator ? Doubt::kGenerator : Doubt::kNone;
}

/// One doubtful round is enough; shared cores explain a generator at its limit too.
Doubt doubt_of(const ComparisonRow& row, std::size_t rounds, int cores) {
  auto doubt = Doubt::kNone;
  for (const auto& cell : row.cells) {
    for (std::size_t r = 0; r < rounds; ++r) {
      const auto here = doubt_of(cell.rounds[r], cores);
      if (here == Doubt::kSharedCores) return here;
      if (here != Doubt::kNone) doubt = here;
    }
  }
  return doubt;
}

}  // namespace

bool shares_cores(const CellFacts& cell, int cores) {
  if (!cell.use) return false;
  const double together = cell.use->cpu_share + cell.load.cpu_share;
  return together > kAllCores * cores && cell.load.cpu_share > kWorthSpeakingOf * cores;
}

RowVerdict judge(const ComparisonRow& row, int cores) {
  RowVerdict verdict;
  verdict.rounds = whole_rounds(row);
  verdict.doubt = doubt_of(row, verdict.rounds, cores);
  std::vector<Rounds> values;
  for (const auto& cell : row.cells) {
    verdict.cells.push_back(summarize_cell(cell, row.workload));
    values.push_back(figures(cell, verdict.rounds, verdict.doubt));
  }
  verdict.ranking = rank(values, verdict.doubt == Doubt::kNone ? Better::kHigher : Better::kLower);
  return verdict;
}

}  // namespace lab
