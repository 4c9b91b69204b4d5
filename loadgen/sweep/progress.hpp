// Where a sweep is, and how long it still takes.
#pragma once

#include <string_view>

#include "common/clock.hpp"
#include "loadgen/sweep/plan.hpp"

namespace lab {

/// Told about ten times a second.
struct SweepProgress {
  LoadKind kind = LoadKind::kConnections;
  int round = 0;  // from 0
  int rounds = 0;
  std::size_t step = 0;  // of all steps of all rounds, from 0
  std::size_t steps = 0;
  double load = 0;
  std::string_view server;
  Duration left{};
};

}  // namespace lab
