// Which limit of the system is in the way when no thread can be had.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace lab {

/// A bound on something that a thread needs, and how much of it is taken.
struct ThreadLimit {
  std::string name;  // "memory maps of this process (vm.max_map_count)": what, and where it is set
  std::uint64_t taken = 0;
  std::uint64_t most = 0;
};

/// Those that the kernel tells of now. Reads files under /proc and /sys.
std::vector<ThreadLimit> thread_limits();

/// The one of which the greatest share is taken, in words. The kernel says no more than that there
/// is no thread, so this is what is known of the reason.
std::string nearest_limit(const std::vector<ThreadLimit>& limits);

}  // namespace lab
