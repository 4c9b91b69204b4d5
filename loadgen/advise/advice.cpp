// Ranks outlooks and looks for what would change the order.
#include "loadgen/advise/advice.hpp"

#include <algorithm>

namespace lab {
namespace {

constexpr unsigned kTenfold = 10;
constexpr int kMostPoolThreads = 256;
constexpr unsigned kMostConnections = 100'000;
constexpr Duration kLeastMore = std::chrono::microseconds(10);
constexpr Duration kMostMore = std::chrono::seconds(1);
/// A turning point is told to two digits.
constexpr double kCloseEnough = 1.02;

struct Choice {
  std::vector<Outlook> outlooks;
  std::size_t pick = 0;
  std::vector<std::size_t> ties;
};

bool as_much(const Outlook& best, const Outlook& other) {
  return other.per_second >= (1 - kSameThroughput) * best.per_second ||
         (best.http_bound && other.http_bound);
}

/// Where nobody keeps up there are no latencies, and so nothing to tell apart.
bool as_fast(const std::optional<Duration>& least, const Outlook& other) {
  if (!least) return true;
  return other.mean && to_seconds(*other.mean) <= (1 + kSameLatency) * to_seconds(*least);
}

std::optional<Duration> least_latency(const std::vector<Outlook>& outlooks,
                                      const std::vector<std::size_t>& among) {
  std::optional<Duration> least;
  for (const auto i : among) {
    const auto& mean = outlooks[i].mean;
    if (mean && (!least || *mean < *least)) least = mean;
  }
  return least;
}

/// Cheapest first, as the outlooks are.
std::vector<std::size_t> front_of(const std::vector<Outlook>& outlooks, bool open_loop) {
  const auto best =
      std::max_element(outlooks.begin(), outlooks.end(),
                       [](const auto& a, const auto& b) { return a.per_second < b.per_second; });
  std::vector<std::size_t> front;
  for (std::size_t i = 0; i < outlooks.size(); ++i) {
    if (as_much(*best, outlooks[i])) front.push_back(i);
  }
  if (!open_loop) return front;
  const auto least = least_latency(outlooks, front);
  std::erase_if(front, [&](auto i) { return !as_fast(least, outlooks[i]); });
  return front;
}

Choice choose(const Demand& demand, const Situation& situation,
              const std::vector<std::string>& names) {
  Choice choice;
  for (const auto& candidate : candidates(demand, situation, names))
    choice.outlooks.push_back(foresee(demand, candidate, situation));
  auto front = front_of(choice.outlooks, situation.rate.has_value());
  choice.pick = front.front();
  front.erase(front.begin());
  choice.ties = std::move(front);
  return choice;
}

// --- the rule of thumb ---

std::optional<Work> work_of(const Pipeline& pipeline, unsigned connections) {
  const auto demand = demand_of(pipeline);
  const auto total = demand.total();
  if (total == Duration::zero()) return std::nullopt;
  if (2 * demand.computing() >= total) return Work::kCpuHeavy;
  const auto steps = std::count_if(pipeline.begin(), pipeline.end(),
                                   [](const auto& step) { return step.time > Duration::zero(); });
  return steps == 1 && connections < kManyConnections ? Work::kSimpleIo : Work::kIoHeavy;
}

std::string_view model_for(Work work) {
  if (work == Work::kCpuHeavy) return "process";
  return work == Work::kSimpleIo ? "thread" : "async";
}

std::optional<RuleOfThumb> rule_of_thumb(const Advice& advice) {
  const auto work = work_of(advice.pipeline, advice.situation.connections);
  if (!work) return std::nullopt;
  const auto& rules = decision_rule();
  const auto rule =
      std::find_if(rules.begin(), rules.end(), [&](const Rule& row) { return row.work == *work; });
  const auto& outlooks = advice.outlooks;
  const auto named = std::find_if(outlooks.begin(), outlooks.end(), [&](const Outlook& outlook) {
    return outlook.candidate.name == model_for(*work);
  });
  if (named == outlooks.end()) return std::nullopt;
  RuleOfThumb found{&*rule, static_cast<std::size_t>(named - outlooks.begin())};
  found.share = named->per_second / outlooks[advice.pick].per_second;
  if (found.outlook == advice.pick) return found;
  const auto& ties = advice.ties;
  const bool tie = std::find(ties.begin(), ties.end(), found.outlook) != ties.end();
  found.standing = tie ? Standing::kTies : Standing::kWorse;
  return found;
}

// --- what would change it ---

/// Asks the same of other pipelines and situations.
class Alternatives {
 public:
  Alternatives(const Advice& advice, const std::vector<std::string>& names)
      : advice_(advice), names_(names), now_(advice.outlooks[advice.pick].candidate.name) {}

  std::vector<Change> changes() const {
    std::vector<Change> found;
    const auto add = [&](std::optional<Change> change) {
      if (change) found.push_back(std::move(*change));
    };
    add(pooled());
    add(larger_pool());
    add(turning_point(ChangeKind::kBlocking, StepKind::kBlock));
    add(turning_point(ChangeKind::kComputing, StepKind::kCpu));
    const auto connections = advice_.situation.connections;
    if (connections <= kMostConnections / kTenfold)
      add(crowd(ChangeKind::kMoreConnections, connections * kTenfold));
    if (connections >= kTenfold) add(crowd(ChangeKind::kFewerConnections, connections / kTenfold));
    return found;
  }

 private:
  std::optional<Change> ask(Change change, const Pipeline& pipeline,
                            const Situation& situation) const {
    const auto choice = choose(demand_of(pipeline), situation, names_);
    const auto& pick = choice.outlooks[choice.pick];
    if (pick.candidate.name == now_) return std::nullopt;
    change.name = pick.candidate.name;
    change.per_second = pick.per_second;
    return change;
  }

  std::optional<Change> pooled() const {
    auto pipeline = advice_.pipeline;
    for (auto& step : pipeline) {
      if (step.via == StepVia::kBlock && step.time > Duration::zero()) step.via = StepVia::kPool;
    }
    if (pipeline == advice_.pipeline) return std::nullopt;
    Change change{ChangeKind::kPool};
    change.pipeline = pipeline;
    return ask(std::move(change), pipeline, advice_.situation);
  }

  /// The least power of two times as many threads at which it is another one.
  std::optional<Change> larger_pool() const {
    if (demand_of(advice_.pipeline).pool == Duration::zero()) return std::nullopt;
    auto situation = advice_.situation;
    for (situation.pool *= 2; situation.pool <= kMostPoolThreads; situation.pool *= 2) {
      Change change{ChangeKind::kPoolThreads};
      change.pool_threads = situation.pool;
      if (auto found = ask(std::move(change), advice_.pipeline, situation)) return found;
    }
    return std::nullopt;
  }

  std::optional<Change> with_more(ChangeKind kind, StepKind step, Duration more) const {
    auto pipeline = advice_.pipeline;
    pipeline.push_back(plain_step(step, more));
    Change change{kind};
    change.more = more;
    return ask(std::move(change), pipeline, advice_.situation);
  }

  /// The least of more work at which it is another one, to two digits.
  std::optional<Change> turning_point(ChangeKind kind, StepKind step) const {
    auto less = Duration::zero();
    for (auto more = kLeastMore; more <= kMostMore; less = more, more *= 2) {
      auto found = with_more(kind, step, more);
      if (!found) continue;
      while (to_seconds(found->more) > kCloseEnough * to_seconds(std::max(less, kLeastMore))) {
        const auto middle = (less + found->more) / 2;
        if (auto closer = with_more(kind, step, middle))
          found = std::move(closer);
        else
          less = middle;
      }
      return found;
    }
    return std::nullopt;
  }

  std::optional<Change> crowd(ChangeKind kind, unsigned connections) const {
    auto situation = advice_.situation;
    situation.connections = connections;
    Change change{kind};
    change.connections = connections;
    return ask(std::move(change), advice_.pipeline, situation);
  }

  const Advice& advice_;
  const std::vector<std::string>& names_;
  std::string_view now_;
};

}  // namespace

Advice advise(const Pipeline& pipeline, const Situation& situation,
              const std::vector<std::string>& names) {
  Advice advice{pipeline, situation, {}, 0, {}, std::nullopt, {}};
  auto choice = choose(demand_of(pipeline), situation, names);
  advice.outlooks = std::move(choice.outlooks);
  advice.pick = choice.pick;
  advice.ties = std::move(choice.ties);
  advice.rule = rule_of_thumb(advice);
  advice.changes = Alternatives(advice, names).changes();
  return advice;
}

}  // namespace lab
