// What benchmarks hold to be true of their results.
#pragma once

#include <benchmark/benchmark.h>

namespace lab::bench {

/// Marks the benchmark as failed, with `what`, unless it holds. The library itself exits with 0
/// whatever a benchmark reports, and names the fact differently from version to version.
void expect(benchmark::State& state, bool holds, const char* what);

/// Every expect() so far held.
bool all_held();

}  // namespace lab::bench
