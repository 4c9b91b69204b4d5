// Requests that are all sent at once: how long until the last is answered, how many are inside.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "loadgen/experiment/lesson.hpp"

namespace lab {

/// As many connections ask once, at the same moment; again and again, since a single go is short.
struct Together {
  std::uint64_t requests = 1;
  std::string target = {};
  unsigned times = 1;
  Duration each{};  // about, for all of them to be answered
  /// Asks once more, and meanwhile looks at the server again and again. That go is not timed.
  bool count_in_flight = false;
};

/// Readings: kTotalTime, the median of all goes; kInFlight, the most that were seen, where it is
/// asked for.
Arm together_arm(std::string name, std::vector<std::string> options, const Together& together);

}  // namespace lab
