// Where a comparison is, and how long it still takes.
#pragma once

#include <string_view>

#include "common/clock.hpp"

namespace lab {

/// Told about ten times a second.
struct ComparisonProgress {
  int round = 0;  // from 0
  int rounds = 0;
  std::size_t cell = 0;  // of all cells of all rounds, from 0
  std::size_t cells = 0;
  std::string_view workload;
  std::string_view server;
  Duration left{};
};

/// How long the cells that are not done will take: as long each as those that are done took, before
/// that as foreseen; less what the one under way has taken already.
Duration time_left(std::size_t done, std::size_t cells, Duration done_took, Duration under_way,
                   Duration foreseen);

}  // namespace lab
