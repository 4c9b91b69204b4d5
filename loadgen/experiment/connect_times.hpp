// When clients that came at the same time were connected, told apart by what the kernel did.
#pragma once

#include <optional>
#include <span>

#include "common/clock.hpp"

namespace lab {

struct ConnectTimes {
  int at_once = 0;                // their first SYN was answered: within 100 ms
  int between = 0;                // nobody, as far as we know: before 0.9 s
  int later = 0;                  // their SYN had to be sent again
  std::optional<Duration> first;  // the shortest of those
};

/// From asking to connect until connected; those who never were are not among them.
ConnectTimes connect_times(std::span<const Duration> took);

}  // namespace lab
