// Latencies drawn second by second, for tests of what an interval covers.
#pragma once

#include <random>
#include <vector>

#include "common/units.hpp"
#include "loadgen/engine/result.hpp"

namespace lab {

struct Sample {
  Latencies latencies;
  std::vector<SecondFacts> seconds;

  void add_second(const std::vector<Duration>& values);
};

/// Log-normal latencies: ln x = level of its second + noise of its own. So the true percentile is
/// that of a normal distribution with both variances.
struct World {
  int seconds;
  int requests;  // a second
  double level_sd;
  double noise_sd;

  Sample draw(std::mt19937_64& random) const;

  /// In seconds; `z` is the percentile of the standard normal distribution.
  double truth(double z) const;
};

}  // namespace lab
