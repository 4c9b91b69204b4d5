// Reads a server's admin port.
#pragma once

#include <cstdint>
#include <string>

#include "common/clock.hpp"
#include "common/http/url.hpp"
#include "common/result.hpp"

namespace lab {

/// The workers of a server at one moment, summed up.
struct ServerSample {
  TimePoint at;
  std::string model;
  int workers = 0;
  int cores = 0;  // the server may use
  int pool = 0;   // threads a worker; 0 where there is none
  Duration cpu{};
  std::uint64_t finished = 0;  // requests
  std::uint64_t in_flight = 0;
  std::uint64_t queued = 0;          // connections nobody has accepted yet
  std::uint64_t drops = 0;           // connections for which no queue had room, each try of theirs
  std::uint64_t memory = 0;          // bytes: proportional if asked for exactly, else resident
  std::uint64_t private_memory = 0;  // bytes, if asked for exactly
  std::uint64_t page_tables = 0;     // bytes
  int threads = 0;
  std::uint64_t switches = 0;     // of context, voluntary or not
  std::uint64_t pool_busy = 0;    // threads of pools at work
  std::uint64_t pool_queued = 0;  // for them
  std::uint64_t pool_refused = 0;
  std::uint64_t turned_away = 0;  // connections above a worker's limit
  Duration lag{};                 // of the loop that is latest now
};

enum class MemoryCost { kCheap, kExact };

Result<ServerSample> sample_server(const Url& admin, MemoryCost cost);

/// Waits until nothing is in flight and nobody queues; a problem when that takes over `patience`.
Result<void> wait_until_idle(const Url& admin, Duration patience);

}  // namespace lab
