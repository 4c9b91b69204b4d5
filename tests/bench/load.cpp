// What it costs the load generator to know which request is next, and when it is due.
#include <benchmark/benchmark.h>

#include <array>

#include "loadgen/engine/feed.hpp"
#include "loadgen/engine/mix.hpp"
#include "loadgen/engine/schedule.hpp"
#include "tests/bench/expect.hpp"

namespace lab::bench {
namespace {

constexpr OpenLoop kPoisson{{10'000}, ArrivalKind::kPoisson};

std::vector<MixEntry> mix() { return {{90, "/io?ms=50"}, {9, "/cpu?ms=5"}, {1, "/block?ms=50"}}; }

/// Counts what a mix picks; the shares come out right to 2 % of the picks once there are many.
template <class Mix>
void pick(benchmark::State& state, Mix picker) {
  std::array<std::int64_t, 3> picked{};
  for (auto _ : state) ++picked[picker.next()];
  const auto total = static_cast<double>(state.iterations());
  expect(state, picked[0] + picked[1] + picked[2] == state.iterations(), "a pick is an entry");
  expect(state, total < 10'000 || static_cast<double>(picked[0]) > 0.88 * total,
         "the heaviest entry has its share");
}

void pick_in_turn(benchmark::State& state) { pick(state, SmoothRoundRobin(mix())); }
BENCHMARK(pick_in_turn);

void pick_at_random(benchmark::State& state) { pick(state, WeightedDraw(mix(), 1)); }
BENCHMARK(pick_at_random);

void next_arrival(benchmark::State& state) {
  Arrivals arrivals(kPoisson, 1);
  Duration last{};
  bool forward = true;
  for (auto _ : state) {
    const auto due = arrivals.next();
    forward = forward && due >= last;
    last = due;
  }
  expect(state, forward && last > Duration::zero(), "arrivals come one after another");
}
BENCHMARK(next_arrival);

/// What a thread does for each request of an open loop: its due time and its entry.
void take_ticket(benchmark::State& state) {
  LoadPlan plan;
  plan.mix = mix();
  plan.open_loop = kPoisson;
  const auto feed = make_feed(plan, Share{});
  feed->begin(TimePoint{}, TimePoint::max());
  std::int64_t taken = 0;
  for (auto _ : state) taken += feed->take(TimePoint::max()).has_value();
  expect(state, taken == state.iterations(), "there is always a next request");
}
BENCHMARK(take_ticket);

}  // namespace
}  // namespace lab::bench
