// What our servers take of memory, about: as `loadgen compare` and the lessons idle-memory and
// process-memory showed, in bytes.
#pragma once

#include <cstdint>

#include "loadgen/stats/demand.hpp"

namespace lab {

inline constexpr std::uint64_t kMemoryOfProgram = 900 << 10;
inline constexpr std::uint64_t kMemoryOfWorker = 300 << 10;

/// Beside its worker: a process has one at a time, and nothing for it.
constexpr std::uint64_t memory_of_connection(Model model) {
  constexpr std::uint64_t kThread = 20 << 10;
  constexpr std::uint64_t kCoroutine = 7 << 10;
  switch (model) {
    case Model::kProcess:
      return 0;
    case Model::kThread:
      return kThread;
    case Model::kAsync:
      return kCoroutine;
  }
  return 0;
}

}  // namespace lab
