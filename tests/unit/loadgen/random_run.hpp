// Runs made of random requests, for tests of what holds for any run.
#pragma once

#include <cstdint>
#include <vector>

#include "loadgen/engine/plan.hpp"
#include "loadgen/engine/result.hpp"

namespace lab {

/// A plan with two entries in its mix; open loop.
LoadPlan two_entries();

/// Counts requests one by one, as a recorder does. The same seed is the same requests, so what one
/// recording makes of two seeds is what merging must make of two recordings.
class RandomRun {
 public:
  RandomRun();
  RandomRun& record(std::uint64_t seed);
  RunResult result() const;

 private:
  RunResult facts_;
  std::vector<Histogram> seconds_;
};

RunResult random_result(std::uint64_t seed);

}  // namespace lab
