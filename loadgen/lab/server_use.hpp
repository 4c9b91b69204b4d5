// What a server used while it was measured.
#pragma once

#include <cstdint>
#include <optional>

#include "common/clock.hpp"

namespace lab {

/// By the server's own admin port, for the measured interval alone.
struct ServerUse {
  double cpu_share = 0;  // 1 is one core
  std::optional<Duration> cpu_per_request;
  std::optional<double> switches_per_request;  // of context, voluntary or not
  std::uint64_t peak_memory = 0;  // bytes, proportional, of all workers; read each second
  int peak_threads = 0;           // likewise
};

}  // namespace lab
