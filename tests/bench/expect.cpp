// Keeps in mind whether a benchmark came to a wrong result.
#include "tests/bench/expect.hpp"

#include <atomic>

namespace lab::bench {
namespace {

std::atomic<bool> failed = false;

}  // namespace

void expect(benchmark::State& state, bool holds, const char* what) {
  if (holds) return;
  failed = true;
  state.SkipWithError(what);
}

bool all_held() { return !failed; }

}  // namespace lab::bench
