// Fills histograms of latencies for tests.
#pragma once

#include "common/histogram.hpp"
#include "common/units.hpp"

namespace lab {

inline void add(Histogram& histogram, Duration value, std::uint64_t times) {
  histogram.record(static_cast<std::uint64_t>(value.count()), times);
}

}  // namespace lab
