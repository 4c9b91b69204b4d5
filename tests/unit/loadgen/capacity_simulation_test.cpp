// The search and the judgement of its steps together, against queues whose capacity is known.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "loadgen/capacity/search.hpp"
#include "loadgen/capacity/step.hpp"
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
  double slow_share(double rate) const {
    return rate >= served_per_s ? 1 : std::exp((rate - served_per_s) * limit_s);
  }
};

struct Found {
  Bracket bracket;
  Duration spent{};

  bool covers(double capacity) const {
    return bracket.pass && bracket.fail && *bracket.pass <= capacity && capacity <= *bracket.fail;
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
    found.spent += offer->length;
  }
  found.bracket = search.bracket();
  return found;
}

// --- steps with the noise of samples ---

/// Slow requests come in bursts, since they are those of busy periods: as many in each as a
/// geometric distribution says, so many bursts a second that their share is the queue's.
class NoisySteps {
 public:
  NoisySteps(const Queue& queue, std::uint64_t seed) : queue_(queue), random_(seed) {}

  StepVerdict operator()(const Offer& offer) {
    if (offer.sample == Sample::kNew) blocks_.clear();
    for (Duration at = 0s; at < offer.length; at += 1s) blocks_.push_back(second(offer.rate));
    std::uint64_t slow = 0, all = 0;
    for (const auto& block : blocks_) {
      all += block.count;
      slow += block.count - block.at_or_below;
    }
    return judge_share(slow, all, blocks_, 0.01);
  }

 private:
  static constexpr double kBurst = 50;

  Block second(double rate) {
    const auto all = std::poisson_distribution<std::uint64_t>(rate)(random_);
    const double bursts = static_cast<double>(all) * queue_.slow_share(rate) / kBurst;
    std::uint64_t slow = 0;
    for (auto left = std::poisson_distribution<>(bursts)(random_); left > 0; --left)
      slow += 1 + std::geometric_distribution<std::uint64_t>(1 / kBurst)(random_);
    return {all, all - std::min(slow, all)};
  }

  Queue queue_;
  std::mt19937_64 random_;
  std::vector<Block> blocks_;
};

TEST(CapacityOfANoisyServer, LiesInTheIntervalForNineOfTenSeedsWhichIsUnderTenPerCentWide) {
  const Queue queue;
  constexpr int kSeeds = 40;
  int covered = 0, narrow = 0;
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    const auto found = found_by({.budget = 10min}, NoisySteps(queue, seed));
    covered += found.covers(queue.capacity()) ? 1 : 0;
    narrow += found.width() < 1.1 ? 1 : 0;
  }
  EXPECT_GE(covered, kSeeds * 9 / 10);
  EXPECT_GE(narrow, kSeeds * 9 / 10);
}

TEST(CapacityOfANoisyServer, IsNarrowedDownWithinTheUsualBudget) {
  const Queue queue;
  constexpr int kSeeds = 20;
  int covered = 0, narrow = 0;
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    const auto found = found_by({}, NoisySteps(queue, seed));
    EXPECT_LE(found.spent, SearchPlan().budget);
    covered += found.covers(queue.capacity()) ? 1 : 0;
    narrow += found.width() < 1.2 ? 1 : 0;
  }
  EXPECT_GE(covered, kSeeds * 8 / 10);
  EXPECT_GE(narrow, kSeeds * 8 / 10);
}

// --- steps of a queue that is followed request by request ---

/// What a load of the engine would find: Lindley's recursion over the arrivals that the engine
/// would send, behind a second of warm-up.
class QueueSteps {
 public:
  QueueSteps(const Queue& queue, std::uint64_t seed) : queue_(queue), random_(seed), seed_(seed) {}

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

  double service() { return std::exponential_distribution<>(queue_.served_per_s)(random_); }

  static constexpr double kWarmup = 1;

  Queue queue_;
  std::mt19937_64 random_;
  std::uint64_t seed_;
  RunResult sample_;
};

TEST(CapacityOfAQueue, LiesInTheInterval) {
  const Queue queue{3000, 0.0077};  // 2400/s
  for (std::uint64_t seed = 1; seed <= 2; ++seed) {
    const auto found = found_by({.start = 500, .budget = 5min}, QueueSteps(queue, seed * 1000));
    EXPECT_TRUE(found.covers(queue.capacity())) << seed;
    EXPECT_LT(found.width(), 1.15) << seed;
  }
}

TEST(CapacityOfAQueue, DoesNotPassARateThatItsServerCannotServeAtAll) {
  const Queue queue{1000, 0.5};
  QueueSteps steps(queue, 1);
  EXPECT_EQ(steps({.rate = 1200, .length = 5s}), StepVerdict::kFail);
  EXPECT_EQ(steps({.rate = 700, .length = 5s}), StepVerdict::kPass);
}

}  // namespace
}  // namespace lab
