// The shared mapping and the arithmetic over its counters.
#include "server/scoreboard.hpp"

#include <sys/mman.h>

#include <cerrno>

#include <new>
#include <system_error>

namespace lab {
namespace {

constexpr std::array<std::string_view, 5> kStates{"down", "starting", "ready", "draining",
                                                  "retiring"};

std::uint64_t read(const Counter& counter) { return counter.load(std::memory_order_relaxed); }

template <std::size_t N>
void add(std::array<std::uint64_t, N>& sums, const std::array<Counter, N>& counters) {
  for (std::size_t i = 0; i < N; ++i) sums[i] += read(counters[i]);
}

/// Losses before ends, ends before beginnings: whatever happens while we read, no difference is
/// below zero.
void add_life(WorkerTotals& sum, const WorkerLife& life) {
  sum.lost_connections += read(life.lost_connections);
  sum.lost_requests += read(life.lost_requests);
  std::atomic_thread_fence(std::memory_order_acquire);
  for (const auto& shard : life.shards) {
    sum.closed += read(shard.closed);
    sum.finished += read(shard.finished);
    std::atomic_thread_fence(std::memory_order_acquire);
    sum.accepted += read(shard.accepted);
    sum.started += read(shard.started);
    add(sum.by_class, shard.by_class);
    add(sum.endings, shard.endings);
  }
}

void add_pool(PoolTotals& sum, const PoolCounters& pool) {
  sum.lost += read(pool.lost);
  sum.finished += read(pool.finished);
  std::atomic_thread_fence(std::memory_order_acquire);
  sum.admitted += read(pool.admitted);
  sum.refused += read(pool.refused);
}

/// As above, in three steps: whoever gives back was granted, whoever was granted had asked.
void add_database(DatabaseTotals& sum, const DatabaseCounters& database) {
  sum.lost_waiting += read(database.lost_waiting);
  sum.lost_busy += read(database.lost_busy);
  sum.returned += read(database.returned);
  std::atomic_thread_fence(std::memory_order_acquire);
  sum.granted += read(database.granted);
  sum.refused += read(database.refused);
  std::atomic_thread_fence(std::memory_order_acquire);
  sum.asked += read(database.asked);
}

void bury_database(DatabaseCounters& database) {
  DatabaseTotals sum;
  add_database(sum, database);
  count(database.lost_waiting, sum.waiting());
  count(database.lost_busy, sum.busy());
}

}  // namespace

std::string_view worker_state_name(WorkerState state) {
  return kStates[static_cast<std::size_t>(state)];
}

void WorkerLife::bury() {
  WorkerTotals sum;
  add_life(sum, *this);
  count(lost_requests, sum.in_flight());
  count(lost_connections, sum.open());
  count(pool.lost, read(pool.admitted) - read(pool.finished) - read(pool.lost));
  bury_database(database);
  heartbeat = 0;
  oldest_request = 0;
  pid = 0;
  state = WorkerState::kDown;
}

WorkerTotals WorkerSlot::totals() const {
  WorkerTotals sum;
  for (const auto& life : lives) add_life(sum, life);
  return sum;
}

PoolTotals WorkerSlot::pool_totals() const {
  PoolTotals sum;
  for (const auto& life : lives) add_pool(sum, life.pool);
  return sum;
}

DatabaseTotals WorkerSlot::database_totals() const {
  DatabaseTotals sum;
  for (const auto& life : lives) add_database(sum, life.database);
  return sum;
}

void WorkerSlot::becomes_ready(WorkerLife& which, TimePoint now) {
  // First, so that whoever sees it ready sees its restart. One that gets ready beside a living
  // worker is none.
  const auto ended = &which == &life() ? ended_at.exchange(0) : 0;
  if (ended != 0) {
    last_restart = now.time_since_epoch().count() - ended;
    count(restarts);
  }
  auto expected = WorkerState::kStarting;  // it may drain already
  which.state.compare_exchange_strong(expected, WorkerState::kReady);
}

void WorkerSlot::has_ended(int wait_status, TimePoint now) {
  last_end = wait_status;
  if (life().state != WorkerState::kStarting) ended_at = now.time_since_epoch().count();
  life().bury();
  generation.fetch_add(1);
}

void WorkerSlot::retire() {
  life().state = WorkerState::kRetiring;
  take_turns();
  generation.fetch_add(1);
}

void Unmap::operator()(void* memory) const { munmap(memory, bytes); }

Scoreboard::Scoreboard(int workers) : size_(workers) {
  const auto bytes = sizeof(ServerSlot) + sizeof(WorkerSlot) * static_cast<std::size_t>(workers);
  void* memory = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED)
    throw std::system_error(errno, std::generic_category(), "mmap of the scoreboard");
  memory_ = std::unique_ptr<void, Unmap>(memory, Unmap{bytes});
  server_ = new (memory) ServerSlot();
  slots_ = reinterpret_cast<WorkerSlot*>(server_ + 1);
  for (int i = 0; i < workers; ++i) new (slots_ + i) WorkerSlot();
}

int Scoreboard::ready_workers() const {
  int ready = 0;
  for (int i = 0; i < size_; ++i) ready += slot(i).life().state == WorkerState::kReady ? 1 : 0;
  return ready;
}

bool Scoreboard::has_free_worker() const {
  for (int i = 0; i < size_; ++i) {
    if (slot(i).life().state == WorkerState::kReady && slot(i).totals().open() == 0) return true;
  }
  return false;
}

std::uint64_t Scoreboard::lost_requests() const { return sum_of(&WorkerLife::lost_requests); }

std::uint64_t Scoreboard::lost_connections() const { return sum_of(&WorkerLife::lost_connections); }

std::uint64_t Scoreboard::restarts() const {
  std::uint64_t sum = 0;
  for (int i = 0; i < size_; ++i) sum += read(slot(i).restarts);
  return sum;
}

std::uint64_t Scoreboard::sum_of(Counter WorkerLife::*counter) const {
  std::uint64_t sum = 0;
  for (int i = 0; i < size_; ++i) {
    for (const auto& life : slot(i).lives) sum += read(life.*counter);
  }
  return sum;
}

}  // namespace lab
