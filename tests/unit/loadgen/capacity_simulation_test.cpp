// The search and the judgement of its steps together, against queues whose capacity is known.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "loadgen/capacity/search.hpp"
#include "loadgen/capacity/step.hpp"
#include "loadgen/engine/random.hpp"
#include "loadgen/engine/schedule.hpp"

namespace lab {
namespace {

using namespace std::chrono_literals;

/// M/M/1: Poisson arrivals, exponential service, one server. In the long run the time in the system
/// is exponential with rate mu - lambda, so that p99 keeps to L up to lambda = mu - ln(100) / L:
/// the capacity is known exactly.
struct Queue {
  double served_per_s = 10'000;  // mu
  double limit_s = 0.0046;       // L

  double capacity() const { return served_per_s - std::log(100.0) / limit_s; }
};

struct Found {
  Bracket bracket;
  Duration spent{};

  bool contradicts(double capacity) const {
    return (bracket.pass && *bracket.pass > capacity) || (bracket.fail && *bracket.fail < capacity);
  }
  double width() const {
    return bracket.pass && bracket.fail ? *bracket.fail / *bracket.pass : INFINITY;
  }
};

/// `measure` is told an offer and says what its step comes to.
template <class Measure>
Found found_by(const SearchPlan& plan, Measure measure) {
  CapacitySearch search(plan);
  Found found;
  while (const auto offer = search.next(found.spent)) {
    search.tell(measure(*offer));
    found.spent += offer->cool_down + plan.overhead + offer->length;
  }
  found.bracket = search.bracket();
  return found;
}

// --- steps of a queue that is followed request by request ---

/// What a load of the engine would find: Lindley's recursion over the arrivals that the engine
/// would send, behind a second of warm-up.
class QueueSteps {
 public:
  QueueSteps(const Queue& queue, std::uint64_t seed)
      : queue_(queue), random_(seed, 0), seed_(seed) {}

  StepVerdict operator()(const Offer& offer) {
    auto piece = measure(offer.rate, offer.length);
    if (offer.sample == Sample::kNew) {
      sample_ = std::move(piece);
    } else {
      sample_.append(piece);
    }
    LoadPlan load;
    load.open_loop = OpenLoop{{offer.rate}, ArrivalKind::kPoisson};
    const Objectives objectives{
        *parse_objective("p99<" + format_setting(from_seconds(queue_.limit_s))),
        *parse_objective("errors<1%")};
    return judge_step(objectives, load, sample_, {}).verdict;
  }

 private:
  RunResult measure(double rate, Duration length) {
    RunResult result;
    result.measured = length;
    auto& entry = result.entries.emplace_back();
    const auto last = static_cast<std::size_t>(std::ceil(to_seconds(length)));
    result.seconds.resize(last + 1);
    Histogram second;
    std::size_t in = 0;
    const double closes = kWarmup + to_seconds(length);
    Arrivals arrivals({Rate{rate}, ArrivalKind::kPoisson}, ++seed_);
    double free_at = 0;
    for (double at = to_seconds(arrivals.next()); at < closes; at = to_seconds(arrivals.next())) {
      free_at = std::max(at, free_at) + service();
      result.completed += free_at >= kWarmup && free_at < closes ? 1 : 0;
      if (at < kWarmup) continue;
      // Behind one server requests end in the order they came.
      const auto now = std::min(static_cast<std::size_t>(free_at - kWarmup), last);
      if (now != in) close(result.seconds[in], second);
      in = now;
      const auto latency = static_cast<std::uint64_t>((free_at - at) * 1e9);
      second.record(latency);
      entry.latency.answered.record(latency);
    }
    close(result.seconds[in], second);
    entry.due = entry.latency.answered.count();
    entry.outcomes.add(Outcome::k2xx, entry.due);
    return result;
  }

  static void close(SecondFacts& facts, Histogram& second) {
    facts.latency = pack(second);
    facts.completed = facts.good = second.count();
    second.clear();
  }

  double service() { return -std::log1p(-random_.unit()) / queue_.served_per_s; }

  static constexpr double kWarmup = 1;

  Queue queue_;
  Random random_;
  std::uint64_t seed_;
  RunResult sample_;
};

/// Near saturation: at capacity the server is busy nine tenths of the time, and one queue behind it
/// takes 0.1 s to forget itself. The interval must hold what is true and be narrow at once.
TEST(CapacityOfAQueue, LiesInTheIntervalForNineOfTenSeedsWhichIsUnderTenPerCentWide) {
  const Queue queue{4000, 0.0115};  // 3,600/s
  constexpr int kSeeds = 10;
  int found_out = 0;
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    const auto found = found_by({.start = 500, .step = 12s, .budget = 30min, .overhead = 1s},
                                QueueSteps(queue, seed * 1000));
    found_out += !found.contradicts(queue.capacity()) && found.width() < 1.1 ? 1 : 0;
  }
  EXPECT_GE(found_out, kSeeds * 9 / 10);
}

/// 1,000/s served leave few busy periods to a step of five seconds, so that little can be shown.
TEST(CapacityOfASlowQueue, IsSeldomContradictedByAShortSearch) {
  const Queue queue{1000, 0.023};  // 800/s
  constexpr int kSeeds = 10;
  int contradicted = 0;
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    const auto found = found_by({.overhead = 1s}, QueueSteps(queue, seed * 1000));
    EXPECT_TRUE(found.bracket.pass && found.bracket.fail) << seed;
    contradicted += found.contradicts(queue.capacity()) ? 1 : 0;
  }
  EXPECT_LE(contradicted, kSeeds / 10);
}

TEST(CapacityOfAQueue, DoesNotPassARateThatItsServerCannotServeAtAll) {
  const Queue queue{1000, 0.5};
  QueueSteps steps(queue, 1);
  EXPECT_EQ(steps({.rate = 1200, .length = 5s}), StepVerdict::kFail);
  EXPECT_EQ(steps({.rate = 700, .length = 5s}), StepVerdict::kPass);
}

}  // namespace
}  // namespace lab
