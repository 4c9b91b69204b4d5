// Which entry of a weighted mix comes next.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "loadgen/engine/plan.hpp"
#include "loadgen/engine/random.hpp"

namespace lab {

/// Smooth weighted round robin, as nginx has it: in any stretch as long as the sum of whole
/// weights each entry comes exactly its weight, spread as evenly as can be.
class SmoothRoundRobin {
 public:
  explicit SmoothRoundRobin(const std::vector<MixEntry>& mix);

  std::size_t next();

 private:
  struct Turn {
    double weight;
    double credit = 0;
  };
  std::vector<Turn> turns_;
  double total_ = 0;
};

/// Independent draws, each entry with the share of its weight.
class WeightedDraw {
 public:
  WeightedDraw(const std::vector<MixEntry>& mix, std::uint64_t seed);

  std::size_t next();

 private:
  std::vector<double> upto_;  // running sums of the weights
  Random random_;
};

}  // namespace lab
