// The search and the judgement of its steps together, against queues whose capacity is known.
#include <gtest/gtest.h>
#include <malloc.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "loadgen/capacity/search.hpp"
#include "loadgen/capacity/step.hpp"

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
    const StepJudgement judged = measure(*offer);
    search.tell(judged.verdict, judged.takes);
    found.spent += offer->cool_down + plan.overhead + offer->length;
  }
  found.bracket = search.bracket();
  return found;
}

// --- steps of a queue that is followed request by request ---

/// Exponential variates of mean 1: the means of so many slices of equal chance, by Steele's
/// SplitMix64 (OOPSLA 2014). The queue differs by less than 0.1 % from one by logarithms, and takes
/// a tenth of the time.
class Exponentials {
 public:
  struct Pair {
    double gap, service;
  };

  explicit Exponentials(std::uint64_t seed) : state_(seed) {}

  Pair next() {
    state_ += 0x9e3779b97f4a7c15U;
    auto bits = (state_ ^ (state_ >> 30)) * 0xbf58476d1ce4e5b9U;
    bits = (bits ^ (bits >> 27)) * 0x94d049bb133111ebU;
    bits ^= bits >> 31;
    const auto& slices = table();
    return {slices[bits % kSlices], slices[(bits >> 32) % kSlices]};
  }

 private:
  static constexpr std::size_t kSlices = 4096;

  static std::vector<double> make_table() {
    const auto area = [](double u) { return u > 0 ? u - u * std::log(u) : 0; };  // of -log below u
    std::vector<double> means;
    for (std::size_t i = 0; i < kSlices; ++i) {
      const auto from = static_cast<double>(i) / kSlices, to = static_cast<double>(i + 1) / kSlices;
      means.push_back((area(to) - area(from)) * kSlices);
    }
    return means;
  }
  static const std::vector<double>& table() {
    static const auto made = make_table();
    return made;
  }

  std::uint64_t state_;
};

/// The requests that ended in one second, their times to a part of the limit.
class SecondOfTimes {
 public:
  explicit SecondOfTimes(double limit_s) : part_(limit_s / kPartsOfLimit) {}

  void add(double seconds) {
    ++counts_[std::min(static_cast<std::size_t>(seconds / part_), counts_.size() - 1)];
  }
  void close(SecondFacts& facts, Histogram& all) {
    second_.clear();
    for (std::size_t i = 0; i < counts_.size(); ++i) {
      const auto time = static_cast<std::uint64_t>((static_cast<double>(i) + 0.5) * part_ * 1e9);
      second_.record(time, counts_[i]);
      all.record(time, counts_[i]);
    }
    counts_.fill(0);
    facts.latency = pack(second_);
    facts.completed = facts.good = second_.count();
  }

 private:
  static constexpr std::size_t kPartsOfLimit = 64;

  double part_;
  std::array<std::uint64_t, 2 * kPartsOfLimit> counts_{};
  Histogram second_;
};

/// What a load of the engine would find: Lindley's recursion over Poisson arrivals behind a second
/// of warm-up.
class QueueSteps {
 public:
  QueueSteps(const Queue& queue, std::uint64_t seed)
      : queue_(queue), random_(seed), second_(queue.limit_s) {
    // The large histograms of a step are otherwise given back to the kernel behind it, which takes
    // as long as all the rest.
    mallopt(M_MMAP_THRESHOLD, 1 << 24);
    mallopt(M_TRIM_THRESHOLD, 1 << 28);
  }

  StepJudgement operator()(const Offer& offer) {
    auto piece = measure(offer.rate, offer.length);
    if (offer.sample == Sample::kNew) {
      sample_ = std::move(piece);
    } else {
      sample_.append(piece);
    }
    LoadPlan load;
    load.open_loop = OpenLoop{{offer.rate}, ArrivalKind::kPoisson};
    load.warmup = from_seconds(kWarmup);
    const Objectives objectives{
        *parse_objective("p99<" + format_setting(from_seconds(queue_.limit_s))),
        *parse_objective("errors<1%")};
    return judge_step(objectives, load, sample_, {});
  }

 private:
  RunResult measure(double rate, Duration length) {
    RunResult result;
    result.measured = length;
    auto& entry = result.entries.emplace_back();
    const auto last = static_cast<std::size_t>(std::ceil(to_seconds(length)));
    result.seconds.resize(last + 1);
    std::size_t in = 0;
    const double closes = kWarmup + to_seconds(length);
    double at = 0, free_at = 0;
    while (true) {
      const auto [gap, service] = random_.next();
      at += gap / rate;
      if (at >= closes) break;
      free_at = std::max(at, free_at) + service / queue_.served_per_s;
      result.completed += free_at >= kWarmup && free_at < closes ? 1 : 0;
      if (at < kWarmup) continue;
      // Behind one server requests end in the order they came.
      const auto now = std::min(static_cast<std::size_t>(free_at - kWarmup), last);
      if (now != in) second_.close(result.seconds[in], entry.latency.answered);
      in = now;
      second_.add(free_at - at);
    }
    second_.close(result.seconds[in], entry.latency.answered);
    entry.due = entry.latency.answered.count();
    entry.outcomes.add(Outcome::k2xx, entry.due);
    return result;
  }

  static constexpr double kWarmup = 1;

  Queue queue_;
  Exponentials random_;
  SecondOfTimes second_;
  RunResult sample_;
};

/// Seeds for which the interval holds what is true and is under 10 % wide at once.
int found_out(const Queue& queue, const SearchPlan& plan, int seeds) {
  int found_out = 0;
  for (int seed = 1; seed <= seeds; ++seed) {
    const auto found = found_by(plan, QueueSteps(queue, static_cast<std::uint64_t>(seed)));
    found_out += !found.contradicts(queue.capacity()) && found.width() < 1.1 ? 1 : 0;
  }
  return found_out;
}

/// What `loadgen capacity --budget` makes of a budget.
SearchPlan shipped(Duration budget) {
  const auto step = std::max<Duration>(5s, budget / 60);
  return {.step = step,
          .longest = std::max<Duration>(4 * step, budget / 10),
          .budget = budget,
          .overhead = 1500ms,
          .pause_after_failure = step};
}

/// Near saturation: at capacity the server is busy nine tenths of the time, and the queue behind
/// the slowest of them takes 0.4 s to forget itself. The slower, the longer a search takes.
TEST(CapacityOfAQueue, LiesInTheIntervalForNineOfTenSeedsWhichIsUnderTenPerCentWide) {
  EXPECT_GE(found_out({10'000, 0.0046}, shipped(5min), 10), 9);  // 9,000/s
  EXPECT_GE(found_out({4000, 0.0115}, shipped(10min), 10), 9);   // 3,600/s
  EXPECT_GE(found_out({1000, 0.046}, shipped(30min), 10), 9);    // 900/s
}

/// Where p99 is ample nearly all that the server can do is within it, and above it falls behind.
TEST(CapacityOfAQueue, LiesInSuchAnIntervalInTwoMinutesWhereTheLimitIsFarFromWhatIsUsual) {
  EXPECT_GE(found_out({4000, 0.1}, shipped(2min), 20), 18);
}

/// In two minutes it can't near saturation, and says so by its width.
TEST(CapacityOfASlowQueue, IsSeldomContradictedByAShortSearch) {
  for (const auto& queue : {Queue{1000, 0.023}, Queue{1000, 0.046}}) {  // 800/s and 900/s
    constexpr int kSeeds = 10;
    int contradicted = 0;
    for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
      const auto found = found_by(shipped(2min), QueueSteps(queue, seed * 1000));
      EXPECT_TRUE(found.bracket.pass && found.bracket.fail) << seed;
      contradicted += found.contradicts(queue.capacity()) ? 1 : 0;
    }
    EXPECT_LE(contradicted, kSeeds / 10);
  }
}

/// A step of --quick holds 40 requests of 20/s, and no fewer than 381 show a p99.
TEST(CapacityOfAQueue, IsShownAtALowRateByAsManyRequestsAsThatTakes) {
  const auto found = found_by({.start = 20,
                               .highest = 20,
                               .precision = 1.1,
                               .step = 2s,
                               .longest = 8s,
                               .budget = 90s,
                               .overhead = 1500ms},
                              QueueSteps({1000, 1}, 1));
  EXPECT_EQ(found.bracket.conclusion, Conclusion::kNeverFailed);
  EXPECT_EQ(found.bracket.pass, 20);
}

TEST(CapacityOfAQueue, DoesNotPassARateThatItsServerCannotServeAtAll) {
  const Queue queue{1000, 0.5};
  QueueSteps steps(queue, 1);
  EXPECT_EQ(steps({.rate = 1200, .length = 5s}).verdict, StepVerdict::kFail);
  EXPECT_EQ(steps({.rate = 700, .length = 5s}).verdict, StepVerdict::kPass);
}

}  // namespace
}  // namespace lab
