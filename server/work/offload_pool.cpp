// Admission to the pool.
#include "server/work/offload_pool.hpp"

namespace lab {

OffloadPool::OffloadPool(int threads, int queue, PoolCounters& counters)
    : size_(static_cast<std::size_t>(threads)),
      places_(size_ + static_cast<std::uint64_t>(queue)),
      counters_(counters) {}

OffloadPool::~OffloadPool() {
  if (threads_) threads_->join();
}

bool OffloadPool::admit() {
  // Only the loop's thread adds, so a check and an addition need not be one step.
  const auto inside = counters_.admitted.load(std::memory_order_relaxed) -
                      counters_.finished.load(std::memory_order_relaxed) -
                      counters_.lost.load(std::memory_order_relaxed);
  if (inside >= places_) {
    count(counters_.refused);
    return false;
  }
  if (!threads_) threads_.emplace(size_);
  count(counters_.admitted);
  return true;
}

}  // namespace lab
