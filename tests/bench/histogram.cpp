// What it costs to record a latency, and to merge the histograms of two threads.
#include "common/histogram.hpp"

#include <benchmark/benchmark.h>

#include <array>

#include "loadgen/engine/random.hpp"
#include "tests/bench/expect.hpp"

namespace lab::bench {
namespace {

constexpr std::size_t kLatencies = 4096;  // a power of two, few enough for the first-level cache

/// From 50 us to 5 ms, in nanoseconds.
std::array<std::uint64_t, kLatencies> latencies() {
  std::array<std::uint64_t, kLatencies> values{};
  Random random(1, 0);
  for (auto& value : values) value = static_cast<std::uint64_t>(5e4 + random.unit() * 4.95e6);
  return values;
}

void record_latency(benchmark::State& state) {
  const auto values = latencies();
  Histogram histogram;
  std::size_t next = 0;
  for (auto _ : state) histogram.record(values[next++ % kLatencies]);
  expect(state, histogram.count() == static_cast<std::uint64_t>(state.iterations()),
         "every latency is counted");
}
BENCHMARK(record_latency);

void merge_histograms(benchmark::State& state) {
  Histogram part;
  for (const auto value : latencies()) part.record(value);
  Histogram sum;
  for (auto _ : state) sum.merge(part);
  expect(state, sum.count() == static_cast<std::uint64_t>(state.iterations()) * kLatencies,
         "merging loses nothing");
  expect(state, sum.percentile(50) == part.percentile(50), "copies have the percentiles of one");
}
BENCHMARK(merge_histograms)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace lab::bench
