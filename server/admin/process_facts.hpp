// What the kernel tells about another process: memory, threads, CPU time, context switches.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string_view>

#include "common/clock.hpp"

namespace lab {

struct ProcessFacts {
  int threads = 0;
  std::uint64_t rss = 0;       // bytes, shared pages counted in full
  std::uint64_t peak_rss = 0;  // bytes
  std::uint64_t page_tables = 0;
  Duration cpu{};                        // of all its threads, ended ones included
  std::uint64_t switches_voluntary = 0;  // of its living threads
  std::uint64_t switches_involuntary = 0;
};

/// Nothing when the process is gone.
std::optional<ProcessFacts> read_process(pid_t pid);

/// Proportional and private memory, in bytes. Costs the process a walk over its page tables.
struct ExactMemory {
  std::uint64_t pss = 0;
  std::uint64_t private_bytes = 0;
};
std::optional<ExactMemory> read_exact_memory(pid_t pid);

/// Spares processes that walk: one that was read within the last second is not read again.
class ExactMemoryReader {
 public:
  std::optional<ExactMemory> of(pid_t pid, TimePoint now);

 private:
  struct Reading {
    TimePoint at;
    std::optional<ExactMemory> memory;
  };
  std::map<pid_t, Reading> recent_;
};

/// The number behind "`name`:" in a text like /proc/PID/status; a "kB" behind it is multiplied out.
std::optional<std::uint64_t> number_after(std::string_view text, std::string_view name);

}  // namespace lab
