// The micro-benchmarks' program: fails when one of them came to a wrong result or none ran.
#include <benchmark/benchmark.h>

#include <cstdio>

#include "tests/bench/expect.hpp"

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  if (benchmark::RunSpecifiedBenchmarks() == 0) {
    std::fputs("micro: no benchmark of that name\n", stderr);
    return 1;
  }
  return lab::bench::all_held() ? 0 : 1;
}
