// Admission to the pool.
#include "server/work/offload_pool.hpp"

namespace lab {

OffloadPool::OffloadPool(int threads, int queue, PoolCounters& counters)
    : threads_(static_cast<std::size_t>(threads)),
      places_(static_cast<std::uint64_t>(threads) + static_cast<std::uint64_t>(queue)),
      counters_(counters) {}

OffloadPool::~OffloadPool() { threads_.join(); }

bool OffloadPool::admit() {
  // Only the loop's thread adds, so a check and an addition need not be one step.
  const auto inside = counters_.admitted.load(std::memory_order_relaxed) -
                      counters_.finished.load(std::memory_order_relaxed) -
                      counters_.lost.load(std::memory_order_relaxed);
  if (inside >= places_) {
    counters_.refused.fetch_add(1, std::memory_order_relaxed);
    return false;
  }
  counters_.admitted.fetch_add(1, std::memory_order_relaxed);
  return true;
}

}  // namespace lab
