// Seeded random numbers that are the same on every machine.
#pragma once

#include <cstdint>
#include <random>

namespace lab {

class Random {
 public:
  /// `stream` tells apart the sequences that one seed gives.
  Random(std::uint64_t seed, std::uint64_t stream)
      : bits_(seed + (stream + 1) * 0x9e3779b97f4a7c15U) {}

  /// Uniform in [0, 1).
  double unit() { return static_cast<double>(bits_() >> 11) * 0x1p-53; }

 private:
  std::mt19937_64 bits_;  // the standard fixes its output, unlike that of its distributions
};

}  // namespace lab
