// Where the round of a worker's writes begins.
#include "server/work/database_pool.hpp"

#include <unistd.h>

#include "server/work/database_rows.hpp"

namespace lab {
namespace {

/// Somewhere else than that of the next process: two that write one row wait for each other.
std::uint64_t first_turn() { return static_cast<std::uint64_t>(getpid()) * 997; }

}  // namespace

DatabasePool::DatabasePool(DatabaseSource source, int connections, DatabaseCounters& counters)
    : source_(std::move(source)), queue_(connections, counters), writes_(first_turn()) {}

std::int64_t DatabasePool::next_key_to_write() {
  const auto turn = writes_.fetch_add(1, std::memory_order_relaxed);
  return kSeededRows + 1 +
         static_cast<std::int64_t>(turn % static_cast<std::uint64_t>(kWrittenRows));
}

}  // namespace lab
