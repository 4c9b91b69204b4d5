// Draws requests and counts each in every place it belongs to.
#include "tests/unit/loadgen/random_run.hpp"

#include <cmath>
#include <random>

namespace lab {
namespace {

constexpr int kRequests = 500;
constexpr std::size_t kMostSeconds = 6;

using Draws = std::mt19937_64;

std::uint64_t below(Draws& random, std::uint64_t limit) { return random() % limit; }

/// A nanosecond to an hour and a half, log-uniform.
std::uint64_t time_of(Draws& random) {
  return static_cast<std::uint64_t>(
      std::pow(10, std::uniform_real_distribution<double>(0, 12.73)(random)));
}

void add_time(Latencies& latencies, Outcome outcome, std::uint64_t time) {
  (is_answer(outcome) ? latencies.answered : latencies.unanswered).record(time);
}

void count_second(SecondFacts& second, Outcome outcome) {
  ++second.attempted;
  ++(is_answer(outcome) ? second.completed : second.failed);
  if (outcome <= Outcome::k3xx) ++second.good;
  if (!is_answer(outcome)) ++second.unanswered;
  second.bytes += 100;
}

/// What is not counted by the request.
void record_rest(RunResult& facts, Draws& random) {
  const auto measured = Duration(static_cast<Duration::rep>(below(random, 6'000'000'000)));
  facts.measured = std::max(facts.measured, measured);
  const WallTime began(WallTime::duration(
      static_cast<WallTime::rep>(1'700'000'000'000'000 + below(random, 5'000'000))));
  facts.began = facts.began ? std::min(*facts.began, began) : began;
  facts.waited += below(random, 100);
  facts.most_waiting += below(random, 100);
  facts.connections.opened += below(random, 100);
  facts.connections.reopened += below(random, 10);
  facts.connections.stale += below(random, 10);
  facts.connections.closed_idle += below(random, 10);
  facts.connections.connect_times.record(time_of(random), 3);
  facts.connections.failures[below(random, 2) == 0 ? "refused" : "reset"] += 1 + below(random, 9);
  facts.clients.add(below(random, 50), 50);
  facts.workers["0/" + std::to_string(below(random, 3))] += 1 + below(random, 1000);
  const MachineFacts machine{below(random, 1000), below(random, 1000), 2};
  if (facts.machine) {
    facts.machine->merge(machine);
  } else {
    facts.machine = machine;
  }
  facts.threads.push_back(
      {Duration(static_cast<Duration::rep>(below(random, 1'000'000'000))), measured});
}

}  // namespace

LoadPlan two_entries() {
  LoadPlan plan;
  plan.server = *parse_url("http://127.0.0.1:8080/");
  plan.mix = {{0.95, "/io?ms=20"}, {5, "/block?ms=50"}};
  plan.open_loop = OpenLoop{{200}, ArrivalKind::kPoisson};
  plan.duration = std::chrono::seconds(5);
  plan.warmup = std::chrono::milliseconds(1500);
  plan.seed = ~std::uint64_t{0};
  return plan;
}

RandomRun::RandomRun() { facts_.entries.resize(2); }

RandomRun& RandomRun::record(std::uint64_t seed) {
  Draws random(seed);
  const auto seconds = 1 + below(random, kMostSeconds);
  facts_.seconds.resize(std::max(facts_.seconds.size(), seconds));
  seconds_.resize(facts_.seconds.size());
  for (int i = 0; i < kRequests; ++i) {
    auto& entry = facts_.entries[below(random, 2)];
    const auto outcome = outcome_rows()[below(random, kOutcomes)].outcome;
    const auto time = time_of(random);
    const auto second = below(random, seconds);
    ++entry.due;
    entry.outcomes.add(outcome);
    if (outcome <= Outcome::k3xx) ++entry.good_in_window;
    add_time(entry.latency, outcome, time);
    add_time(facts_.service, outcome, time / 2);
    facts_.send_lag.record(time / 1000);
    facts_.attempted += 1;
    facts_.completed += is_answer(outcome) ? 1 : 0;
    facts_.bytes_received += 100;
    count_second(facts_.seconds[second], outcome);
    seconds_[second].record(time);
  }
  record_rest(facts_, random);
  return *this;
}

RunResult RandomRun::result() const {
  auto result = facts_;
  for (std::size_t i = 0; i < seconds_.size(); ++i) result.seconds[i].latency = pack(seconds_[i]);
  return result;
}

RunResult random_result(std::uint64_t seed) { return RandomRun().record(seed).result(); }

}  // namespace lab
