// Shares and their intervals, an objective at a time.
#include "loadgen/capacity/step.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "loadgen/stats/share_interval.hpp"

namespace lab {
namespace {

constexpr double kMayFallBehind = 0.02;
constexpr double kAllSent = 0.98;
constexpr double kEnoughConnections = 2;  // times those in use at the longest allowed latency
constexpr double kNormal95 = 1.959964;
constexpr double kRounding = 1e-9;  // 100 - 99.9 is not 0.1
constexpr double kFewestSlow = 20;  // that are allowed; see judge_step

/// By an interval that holds what is true and a share or a time that is allowed.
StepVerdict verdict_of(double observed, const Interval& interval, double allowed) {
  if (interval.high < allowed) return StepVerdict::kPass;
  if (interval.low > allowed) return StepVerdict::kFail;
  return observed <= allowed ? StepVerdict::kLikelyPass : StepVerdict::kLikelyFail;
}

std::uint64_t bucket_value(double seconds) {
  return static_cast<std::uint64_t>(from_seconds(seconds).count());
}

// --- shares ---

/// So few cannot show a share below it even when none of them is a case: Wilson's upper end of
/// 0 of n is z^2 / (n + z^2), with `reach` as z.
std::uint64_t fewest_to_show(double share, double reach = kNormal95) {
  return static_cast<std::uint64_t>(std::ceil(reach * reach * (1 / share - 1) * (1 - kRounding)));
}

double reach_of(std::size_t blocks) {
  return blocks < kFewestBlocks ? kNormal95 : student_t95(blocks);
}

/// A block a second: requests, and those that were not slower than the first and the second limit.
std::array<std::vector<Block>, 2> blocks_at(const RunResult& result,
                                            const std::array<std::uint64_t, 2>& limits) {
  std::array<std::vector<Block>, 2> blocks;
  for (const auto& second : result.seconds) {
    const auto counts = count_above(second.latency, limits);
    if (!counts || counts->all == 0) continue;
    for (std::size_t i = 0; i < limits.size(); ++i)
      blocks[i].push_back({counts->all, counts->all - counts->above[i]});
  }
  for (auto& each : blocks) each = join_small(std::move(each));
  return blocks;
}

std::uint64_t halfway_to(std::uint64_t limit, const Latencies& latencies) {
  const auto median = percentile(latencies, 50);
  const auto from = median ? static_cast<std::uint64_t>(median->value.count()) : limit;
  return from < limit ? from + (limit - from) / 2 : limit;
}

/// How far chance may have moved a share of slow requests. They come in bursts, those of busy
/// periods: few of them tell nothing of how long bursts are, and none looks like certainty. Then
/// the bursts of requests that came halfway to the limit tell it.
class SlowShares {
 public:
  SlowShares(const RunResult& result, const EntryFacts& all, std::uint64_t limit)
      : of_(request_count(all.latency)) {
    const auto [slow, halfway] = blocks_at(result, {limit, halfway_to(limit, all.latency)});
    blocks_ = slow.size();
    if (blocks_ < kFewestBlocks) return;
    effect_ = std::max(design_effect(slow), design_effect(halfway));
  }

  Interval interval(std::uint64_t slow) const {
    return share_interval(slow, of_, effect_, reach_of(blocks_));
  }

  /// That can show a share of slow ones below `share`: the more requests, the more blocks they
  /// make.
  std::uint64_t fewest(double share) const {
    constexpr int kRounds = 4;  // no request more or less from there
    auto takes = fewest_to_show(share);
    for (int i = 0; i < kRounds && of_ > 0; ++i)
      takes = fewest_to_show(share, reach_of(blocks_ * takes / of_));
    return takes;
  }

 private:
  std::uint64_t of_;
  std::size_t blocks_ = 0;
  double effect_ = 1;
};

ObjectiveResult judge_percentile(const Expectation& objective, const RunResult& result,
                                 const EntryFacts& all) {
  const auto limit = bucket_value(objective.limit);
  const SlowShares shares(result, all, limit);
  const auto of = request_count(all.latency);
  const auto answered_late = all.latency.answered.count_above(limit);
  const auto least = answered_late + all.latency.unanswered.count_above(limit);
  const auto most = answered_late + all.latency.unanswered.count();
  ObjectiveResult judged;
  judged.tested = Tested::kSlow;
  judged.allowed = (100 - objective.percent) / 100;
  judged.observed = of == 0 ? 0 : static_cast<double>(least) / static_cast<double>(of);
  judged.interval = {shares.interval(least).low, shares.interval(most).high};
  judged.verdict = verdict_of(judged.observed, judged.interval, judged.allowed);
  const auto enough = std::ceil(kFewestSlow / judged.allowed * (1 - kRounding));
  if (judged.verdict == StepVerdict::kPass && static_cast<double>(of) < enough)
    judged.takes = static_cast<std::uint64_t>(enough);
  if (judged.verdict == StepVerdict::kLikelyPass && of < shares.fewest(judged.allowed))
    judged.takes = shares.fewest(judged.allowed);
  return judged;
}

std::vector<Block> blocks_of_errors(const RunResult& result) {
  std::vector<Block> blocks;
  for (const auto& second : result.seconds) {
    const auto ended = second.completed + second.failed;
    if (ended > 0) blocks.push_back({ended, second.good});
  }
  return join_small(std::move(blocks));
}

ObjectiveResult judge_errors(const Expectation& objective, const RunResult& result,
                             const EntryFacts& all) {
  const auto failed = all.due - all.outcomes.of(OutcomeKind::kGood);
  ObjectiveResult judged;
  judged.tested = Tested::kErrors;
  judged.allowed = objective.limit;
  judged.observed = all.due == 0 ? 0 : static_cast<double>(failed) / static_cast<double>(all.due);
  judged.interval = failed == 0 ? share_interval(failed, all.due)
                                : share_interval(failed, all.due, blocks_of_errors(result));
  judged.verdict = verdict_of(judged.observed, judged.interval, judged.allowed);
  if (judged.verdict == StepVerdict::kLikelyPass && failed == 0 && all.due > 0) {
    judged.verdict = StepVerdict::kPass;
    judged.takes = objective.limit > 0 ? fewest_to_show(objective.limit) : 0;
  }
  return judged;
}

/// By how much all values above `from` exceed it, by the least values of their buckets.
double excess_over(const Histogram& histogram, std::uint64_t from) {
  double excess = 0;
  for (auto i = LatencyBuckets::index(from) + 1; i < LatencyBuckets::size(); ++i) {
    if (histogram.count_at(i) > 0)
      excess += static_cast<double>(histogram.count_at(i)) *
                static_cast<double>(LatencyBuckets::lowest(i) - from);
  }
  return excess;
}

/// What the begins and ends of the windows do to a count of requests that ended in them.
struct Edges {
  double missed = 0;  // would have ended in them, had the load begun long before each
  double root = 0;    // how far chance may move the count
};

/// By Little's law a request that outlasts the warm-up is missed at the begin for as long; and the
/// two ends of a window are filled independently by requests that last as long as it does, so that
/// the variance is that of two counts.
Edges edges_of(const RunResult& result, const EntryFacts& all, Duration warmup, unsigned pieces) {
  const auto due = static_cast<double>(all.due);
  const auto window = static_cast<double>(result.measured.count()) / pieces;
  if (window <= 0 || due == 0) return {0, std::sqrt(due)};
  const auto& [answered, unanswered] = all.latency;
  const auto from = static_cast<std::uint64_t>(warmup.count());
  const double missed = (excess_over(answered, from) + excess_over(unanswered, from)) / window;
  const double in_flight = (answered.sum() + unanswered.sum()) / window;
  return {missed, std::sqrt(std::clamp(2 * in_flight, due, 2 * due))};
}

/// Between the ends of the window a queue differs by chance, so one root more than what is allowed
/// is no sign yet, and two are needed to show it.
ObjectiveResult judge_served(const RunResult& result, const EntryFacts& all, const Edges& edges) {
  const auto due = static_cast<double>(all.due);
  const auto ended = static_cast<double>(result.completed) +
                     static_cast<double>(all.outcomes.of(OutcomeKind::kFailed));
  const double of = std::max(due, 1.0);
  const double root = edges.root / of;
  ObjectiveResult judged;
  judged.text = "keeps up";
  judged.tested = Tested::kUnserved;
  judged.allowed = kMayFallBehind;
  judged.observed = std::max(due - ended - edges.missed, 0.0) / of;
  judged.measured = ErrorShare{judged.observed};
  judged.interval = {std::max(judged.observed - 2 * root, 0.0), judged.observed + 2 * root};
  judged.verdict = StepVerdict::kPass;
  if (judged.observed > judged.allowed + root) judged.verdict = StepVerdict::kLikelyFail;
  if (judged.interval.low > judged.allowed) judged.verdict = StepVerdict::kFail;
  return judged;
}

// --- times ---

std::vector<double> means_of_seconds(const RunResult& result) {
  std::vector<double> means;
  for (const auto& second : result.seconds) {
    const auto histogram = unpack(second.latency);
    if (histogram && histogram->count() > 0) means.push_back(histogram->mean() / 1e9);
  }
  return means;
}

double reach_of_mean(const RunResult& result, const EntryFacts& all) {
  const auto means = means_of_seconds(result);
  if (means.size() >= kFewestBlocks) {
    const auto over = mean_over(means);
    return over.interval.high - over.mean;
  }
  const auto& answered = all.latency.answered;
  if (answered.count() == 0) return INFINITY;
  return kNormal95 * answered.stdev() / 1e9 / std::sqrt(static_cast<double>(answered.count()));
}

ObjectiveResult judge_mean(const Expectation& objective, const RunResult& result,
                           const EntryFacts& all) {
  ObjectiveResult judged;
  judged.allowed = objective.limit;
  const auto measured = mean(all.latency);
  judged.observed = measured ? to_seconds(measured->value) : 0;
  const double reach = reach_of_mean(result, all);
  const bool bound = all.latency.unanswered.count() > 0;
  judged.interval = {std::max(judged.observed - reach, 0.0),
                     bound ? INFINITY : judged.observed + reach};
  judged.verdict = verdict_of(judged.observed, judged.interval, judged.allowed);
  return judged;
}

ObjectiveResult judge_max(const Expectation& objective, const EntryFacts& all) {
  ObjectiveResult judged;
  judged.allowed = objective.limit;
  const auto most = at_rank(all.latency, request_count(all.latency));
  judged.observed = most ? to_seconds(most->value) : 0;
  const bool bound = all.latency.unanswered.count() > 0;
  judged.interval = {judged.observed, bound || !most ? INFINITY : judged.observed};
  judged.verdict = verdict_of(judged.observed, judged.interval, judged.allowed);
  return judged;
}

ObjectiveResult judge_one(const Expectation& objective, const RunResult& result,
                          const EntryFacts& all) {
  if (objective.metric == Metric::kErrors) return judge_errors(objective, result, all);
  if (objective.metric == Metric::kMean) return judge_mean(objective, result, all);
  if (objective.metric == Metric::kMax || objective.percent >= 100)
    return judge_max(objective, all);
  return judge_percentile(objective, result, all);
}

/// What every objective takes that is no more than likely kept.
std::uint64_t takes_of(const StepJudgement& step) {
  std::uint64_t takes = 0;
  if (step.verdict != StepVerdict::kLikelyPass) return takes;
  for (const auto& judged : step.results) {
    if (judged.verdict == StepVerdict::kLikelyPass) takes = std::max(takes, judged.takes);
  }
  return takes;
}

// --- the generator ---

bool enough_connections(const Objectives& objectives, const LoadPlan& plan) {
  const auto allowed = longest_allowed(objectives);
  if (!allowed || !plan.open_loop) return false;
  const double times = plan.connections >= kSearchConnections ? 1 : kEnoughConnections;
  return plan.connections >= times * plan.open_loop->rate.per_second * to_seconds(*allowed);
}

bool generator_explains(StepVerdict verdict, const Objectives& objectives, const LoadPlan& plan,
                        const RunSummary& summary) {
  if (summary.limit == Limit::kNone) return false;
  if (verdict <= StepVerdict::kLikelyPass) return summary.achieved_share.value_or(1) < kAllSent;
  if (summary.limit == Limit::kConnections) return !enough_connections(objectives, plan);
  return true;
}

}  // namespace

StepJudgement judge_step(const Objectives& objectives, const LoadPlan& plan,
                         const RunResult& result, const RunSummary& summary, unsigned pieces) {
  const auto all = total(result);
  const auto measured = judge(objectives, plan, result);
  StepJudgement step;
  step.verdict = StepVerdict::kPass;
  for (std::size_t i = 0; i < objectives.size(); ++i) {
    step.results.push_back(judge_one(objectives[i], result, all));
    step.results.back().text = objectives[i].text;
    step.results.back().measured = measured[i].measured;
  }
  step.results.push_back(judge_served(result, all, edges_of(result, all, plan.warmup, pieces)));
  for (const auto& judged : step.results) step.verdict = std::max(step.verdict, judged.verdict);
  if (generator_explains(step.verdict, objectives, plan, summary))
    step.verdict = StepVerdict::kUnknown;
  step.takes = takes_of(step);
  return step;
}

}  // namespace lab
