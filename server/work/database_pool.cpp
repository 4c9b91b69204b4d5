// Where the round of a worker's writes begins, and how often the log hears of failures.
#include "server/work/database_pool.hpp"

#include <unistd.h>

#include "common/log.hpp"
#include "server/work/database_rows.hpp"

namespace lab {
namespace {

/// Somewhere else than that of the next process: two that write one row wait for each other.
std::uint64_t first_turn() { return static_cast<std::uint64_t>(getpid()) * 997; }

constexpr Duration kSilence = std::chrono::seconds(10);

}  // namespace

DatabasePool::DatabasePool(DatabaseSource source, int connections, DatabaseCounters& counters)
    : source_(std::move(source)), queue_(connections, counters), writes_(first_turn()) {}

std::int64_t DatabasePool::next_key_to_write() {
  const auto turn = writes_.fetch_add(1, std::memory_order_relaxed);
  return kSeededRows + 1 +
         static_cast<std::int64_t>(turn % static_cast<std::uint64_t>(kWrittenRows));
}

void DatabasePool::complain(std::string_view reason) {
  const std::lock_guard lock(complaining_);
  const auto now = Clock::now();
  if (now < silent_until_) return;
  silent_until_ = now + kSilence;
  log::warn("/io/database failed: {}", reason);
}

}  // namespace lab
