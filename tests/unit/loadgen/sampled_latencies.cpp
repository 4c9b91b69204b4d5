// Draws latencies; compiled with optimisation, since a test of coverage draws millions.
#include "tests/unit/loadgen/sampled_latencies.hpp"

#include <cmath>

namespace lab {
namespace {

double normal(std::mt19937_64& random) { return std::normal_distribution<>()(random); }

}  // namespace

void Sample::add_second(const std::vector<Duration>& values) {
  Histogram second;
  for (const auto value : values) second.record(static_cast<std::uint64_t>(value.count()));
  latencies.answered.merge(second);
  seconds.emplace_back().latency = pack(second);
}

Sample World::draw(std::mt19937_64& random) const {
  Sample sample;
  for (int second = 0; second < seconds; ++second) {
    const double level = level_sd * normal(random);
    std::vector<Duration> values;
    values.reserve(static_cast<std::size_t>(requests));
    for (int i = 0; i < requests; ++i) {
      values.push_back(from_seconds(0.01 * std::exp(level + noise_sd * normal(random))));
    }
    sample.add_second(values);
  }
  return sample;
}

double World::truth(double z) const { return 0.01 * std::exp(z * std::hypot(level_sd, noise_sd)); }

}  // namespace lab
