// Medians over rounds, and what is drawn from them.
#include "loadgen/sweep/summary.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace lab {
namespace {

constexpr std::size_t kPointsOfALine = 64;

/// The facts of one load, of the rounds that came to it.
std::vector<const StepFacts*> steps_of(const SweptServer& server, std::size_t load) {
  std::vector<const StepFacts*> steps;
  for (const auto& round : server.rounds) {
    if (round[load]) steps.push_back(&*round[load]);
  }
  return steps;
}

std::optional<RateOverRounds> good_over(const std::vector<const StepFacts*>& steps) {
  std::vector<double> rates;
  for (const auto* step : steps) {
    if (step->load.good) rates.push_back(*step->load.good);
  }
  if (rates.empty()) return std::nullopt;
  return RateOverRounds{median(rates), rates.size() < 2 ? std::nullopt : log_interval(rates)};
}

std::optional<Figure> figure_over(const std::vector<const StepFacts*>& steps, Stat stat) {
  std::vector<Figure> figures;
  for (const auto* step : steps) {
    if (const auto& figure = step->load.latency[stat]) figures.push_back(*figure);
  }
  if (figures.empty()) return std::nullopt;
  auto middle = median_figure(figures);
  const bool few = std::any_of(figures.begin(), figures.end(),
                               [](const Figure& f) { return f.support == Support::kFew; });
  middle.support = few ? Support::kFew : Support::kEnough;
  return middle;
}

std::optional<Duration> cpu_over(const std::vector<const StepFacts*>& steps) {
  std::vector<double> seconds;
  for (const auto* step : steps) {
    if (step->use && step->use->cpu_per_request)
      seconds.push_back(to_seconds(*step->use->cpu_per_request));
  }
  if (seconds.empty()) return std::nullopt;
  return from_seconds(median(std::move(seconds)));
}

double good_share_of(const std::vector<const StepFacts*>& steps) {
  std::uint64_t good = 0, due = 0;
  for (const auto* step : steps) {
    good += step->load.outcomes.of(OutcomeKind::kGood);
    due += step->load.outcomes.total();
  }
  return due == 0 ? 1 : static_cast<double>(good) / static_cast<double>(due);
}

Limit worst_limit(const std::vector<const StepFacts*>& steps) {
  for (const auto limit : {Limit::kGenerator, Limit::kConnections, Limit::kSharedCores}) {
    const auto has = [&](const StepFacts* step) { return step->load.limit == limit; };
    if (std::any_of(steps.begin(), steps.end(), has)) return limit;
  }
  return Limit::kNone;
}

SweepRow measured_row(const SweptServer& server, std::size_t index, double load) {
  const auto steps = steps_of(server, index);
  return {.load = load,
          .rounds = steps.size(),
          .good = good_over(steps),
          .mean = figure_over(steps, Stat::kMean),
          .p50 = figure_over(steps, Stat::kP50),
          .p99 = figure_over(steps, Stat::kP99),
          .cpu_per_request = cpu_over(steps),
          .good_share = good_share_of(steps),
          .limit = worst_limit(steps),
          .predicted = {}};
}

/// Whether its latency is that of requests that were served.
bool tells_of_service(const SweepRow& row) {
  return row.counts() && row.good_share >= kLeastGoodShare && row.mean &&
         row.mean->bound == Bound::kExact;
}

/// A server that needs more connections than twice its idle latency does is beyond its knee; that
/// they ran out is its doing and not ours.
void mark_overload(const SweepPlan& plan, std::vector<SweepRow>& rows) {
  const auto idle = std::find_if(rows.begin(), rows.end(), tells_of_service);
  if (plan.kind != LoadKind::kRates || idle == rows.end()) return;
  for (auto row = std::next(idle); row != rows.end(); ++row) {
    if (row->limit == Limit::kConnections &&
        enough_until_take_off(plan.connections, row->load, idle->mean->value))
      row->keeps_up = KeepsUp::kNo;
  }
}

/// A lowest load that says how long a request takes alone.
std::optional<LowestStep> lowest_of(const std::vector<SweepRow>& rows) {
  const auto& row = rows.front();
  if (!tells_of_service(row)) return std::nullopt;
  return LowestStep{row.load, row.mean->value, row.cpu_per_request};
}

std::vector<LoadPoint> points_of(const SweepRound& round, const std::vector<SweepRow>& rows) {
  std::vector<LoadPoint> points;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].counts() && round[i] && round[i]->load.good)
      points.push_back({rows[i].load, *round[i]->load.good});
  }
  return points;
}

/// Rounds that reached every load that counts; where none did, the one that reached most.
UslRounds rounds_to_fit(const SweptServer& server, const std::vector<SweepRow>& rows) {
  const auto all = static_cast<std::size_t>(
      std::count_if(rows.begin(), rows.end(), [](const SweepRow& row) { return row.counts(); }));
  UslRounds whole;
  std::vector<LoadPoint> most;
  for (const auto& round : server.rounds) {
    auto points = points_of(round, rows);
    if (points.size() > most.size()) most = points;
    if (points.size() == all && all > 0) whole.push_back(std::move(points));
  }
  if (whole.empty()) whole.push_back(std::move(most));
  return whole;
}

Knee knee_of(LoadKind kind, const std::vector<SweepRow>& rows) {
  std::vector<LoadStep> steps;
  for (const auto& row : rows) {
    const bool failed = row.good_share < kLeastGoodShare;
    if (!row.counts() || !(row.mean || failed)) continue;
    const auto latency = row.mean ? row.mean->value : Duration::zero();
    steps.push_back({row.load, row.good->median, latency, row.good_share, row.keeps_up});
  }
  return kind == LoadKind::kRates ? knee_of_rates(steps) : knee_of_clients(steps);
}

/// Loads from the least to the greatest, evenly in factors.
std::vector<double> loads_between(double least, double most) {
  std::vector<double> loads;
  const double last = kPointsOfALine - 1;
  for (std::size_t i = 0; i < kPointsOfALine; ++i)
    loads.push_back(least * std::pow(most / least, static_cast<double>(i) / last));
  return loads;
}

void add_lines(const SweepPlan& plan, ServerSummary& summary) {
  const bool described = summary.usl && summary.usl->describes();
  for (const double load : loads_between(plan.loads.front(), plan.loads.back())) {
    if (described) summary.law.emplace_back(load, summary.usl->fit->law.throughput_at(load));
    const auto predicted = predict(plan.kind, summary.basis, load);
    if (predicted.per_second)
      summary.predicted_throughput.emplace_back(load, *predicted.per_second);
    if (predicted.latency)
      summary.predicted_latency.emplace_back(load, to_seconds(*predicted.latency));
  }
}

}  // namespace

bool SweepRow::counts() const {
  if (!good || limit == Limit::kGenerator) return false;
  return limit != Limit::kConnections || keeps_up == KeepsUp::kNo;
}

ServerSummary summarize(const SweepPlan& plan, const SweptServer& server) {
  ServerSummary summary;
  for (std::size_t i = 0; i < plan.loads.size(); ++i)
    summary.rows.push_back(measured_row(server, i, plan.loads[i]));
  mark_overload(plan, summary.rows);
  summary.basis = basis_of(plan, server.deployment, lowest_of(summary.rows));
  for (auto& row : summary.rows) row.predicted = predict(plan.kind, summary.basis, row.load);
  if (plan.kind == LoadKind::kConnections)
    summary.usl = judge_scalability(rounds_to_fit(server, summary.rows), plan.seed);
  summary.knee = knee_of(plan.kind, summary.rows);
  add_lines(plan, summary);
  return summary;
}

const SweepRow* best_row(const ServerSummary& summary) {
  const SweepRow* best = nullptr;
  for (const auto& row : summary.rows) {
    if (row.counts() && (best == nullptr || row.good->median > best->good->median)) best = &row;
  }
  return best;
}

std::vector<double> left_out(const ServerSummary& summary) {
  std::vector<double> loads;
  for (const auto& row : summary.rows) {
    if (row.good && !row.counts()) loads.push_back(row.load);
  }
  return loads;
}

std::size_t whole_rounds(const Sweep& sweep) {
  auto least = static_cast<std::size_t>(sweep.plan.rounds);
  for (const auto& server : sweep.servers) {
    const auto whole =
        std::count_if(server.rounds.begin(), server.rounds.end(), [](const SweepRound& round) {
          return std::all_of(round.begin(), round.end(), [](const auto& step) { return step; });
        });
    least = std::min(least, static_cast<std::size_t>(whole));
  }
  return least;
}

}  // namespace lab
