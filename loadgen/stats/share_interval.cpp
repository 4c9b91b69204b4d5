// Wilson's score interval, widened by a design effect.
#include "loadgen/stats/share_interval.hpp"

#include <algorithm>
#include <cmath>

namespace lab {

Interval share_interval(std::uint64_t cases, std::uint64_t of, double effect, double reach) {
  if (of == 0) return {0, 1};
  const double n = static_cast<double>(of) / effect;
  const double k = static_cast<double>(cases) / effect;
  const double square = reach * reach;
  const double half = reach * std::sqrt(k * (n - k) / n + square / 4);
  const double low = (k + square / 2 - half) / (n + square);
  const double high = (k + square / 2 + half) / (n + square);
  return {cases == 0 ? 0 : std::max(low, 0.0), cases == of ? 1 : std::min(high, 1.0)};
}

Interval share_interval(std::uint64_t cases, std::uint64_t of, std::span<const Block> blocks) {
  if (blocks.size() < kFewestBlocks) return share_interval(cases, of);
  return share_interval(cases, of, design_effect(blocks), student_t95(blocks.size()));
}

}  // namespace lab
