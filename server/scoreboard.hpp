// Counters that all processes of a server share, and that survive a worker killed at any
// instruction.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>

#include "common/clock.hpp"
#include "common/histogram.hpp"
#include "common/http/ending.hpp"

namespace lab {

using Counter = std::atomic<std::uint64_t>;
static_assert(Counter::is_always_lock_free, "a lock in shared memory would outlive its owner");

/// Release: who sees an end counted sees its beginning counted too.
inline void count(Counter& counter, std::uint64_t n = 1) {
  counter.fetch_add(n, std::memory_order_release);
}

/// One thread's (or a few threads') counts, on cache lines of their own. They only ever grow: what
/// is in flight or open now is the reader's arithmetic.
struct alignas(64) CounterShard {
  Counter accepted{0};
  Counter closed{0};
  Counter started{0};
  Counter finished{0};
  std::array<Counter, 5> by_class{};  // finished requests by status: 1xx to 5xx
  std::array<Counter, kEndings> endings{};
};

struct PoolCounters {
  Counter admitted{0};
  Counter finished{0};
  Counter refused{0};
  Counter lost{0};  // admitted by a worker that died
};

/// The sum over a slot's lives; what is inside the pool now is the difference.
struct PoolTotals {
  std::uint64_t admitted = 0, finished = 0, refused = 0, lost = 0;
  std::uint64_t inside() const { return admitted - finished - lost; }
};

/// Of the queue for a worker's connections to its database.
struct DatabaseCounters {
  Counter asked{0};         // for a connection
  Counter granted{0};       // got one
  Counter refused{0};       // got none in time
  Counter returned{0};      // gave it back
  Counter lost_waiting{0};  // in a worker that died
  Counter lost_busy{0};
};

/// The sum over a slot's lives; what waits and what is busy now are differences.
struct DatabaseTotals {
  std::uint64_t asked = 0, granted = 0, refused = 0, returned = 0, lost_waiting = 0, lost_busy = 0;
  std::uint64_t waiting() const { return asked - granted - refused - lost_waiting; }
  std::uint64_t busy() const { return granted - returned - lost_busy; }
};

/// Draining: it serves all that is here, its queue too. Retiring: it leaves the queue to others.
enum class WorkerState : int { kDown, kStarting, kReady, kDraining, kRetiring };
std::string_view worker_state_name(WorkerState state);

/// The sum over a slot's lives at one moment, and what of it was lost.
struct WorkerTotals {
  std::uint64_t lost_connections = 0, lost_requests = 0;
  std::uint64_t accepted = 0, closed = 0, started = 0, finished = 0;
  std::array<std::uint64_t, 5> by_class{};
  std::array<std::uint64_t, kEndings> endings{};

  std::uint64_t open() const { return accepted - closed - lost_connections; }
  std::uint64_t in_flight() const { return started - finished - lost_requests; }
};

/// What one worker process counts, and where it stands.
struct alignas(64) WorkerLife {
  static constexpr std::size_t kShards = 8;

  std::atomic<int> pid{0};
  std::atomic<WorkerState> state{WorkerState::kDown};
  std::atomic<std::int64_t> started_at{0};      // nanoseconds of Clock
  std::atomic<std::int64_t> heartbeat{0};       // likewise; 0 where there is no event loop
  std::atomic<std::int64_t> oldest_request{0};  // likewise; 0: none, or nobody watches
  Counter lost_requests{0};  // started by a worker that died before it finished them
  Counter lost_connections{0};
  PoolCounters pool;
  DatabaseCounters database;
  std::array<CounterShard, kShards> shards;

  /// What its worker left unfinished counts as lost from now on. Only the supervisor calls this,
  /// after reaping the worker. Its successor counts on, here or in the other life of the slot.
  void bury();
};

/// One worker's place. It has two lives, used in turn: a successor gets ready in the other one, and
/// while the retiring worker serves what it has left, it serves there. The successor of a dead one
/// counts on in the same life.
struct alignas(64) WorkerSlot {
  static constexpr int kNoEnd = -1;

  std::atomic<std::uint32_t> generation{0};   // how many workers have been here before
  std::atomic<std::int64_t> ended_at{0};      // of the last one that was ready; 0 while one is
  std::atomic<std::int64_t> last_restart{0};  // nanoseconds from that end until ready again
  Counter restarts{0};                        // how often the successor of a dead one became ready
  std::atomic<int> last_end{kNoEnd};          // how the last one ended, as waitpid tells it
  Counter hung{0};                            // killed since they hung
  Counter accept_faults{0};                   // out of descriptors or memory
  Counter refused_connections{0};             // above --max-connections, or no thread to be had
  Counter access_lines_lost{0};               // that the access log did not take
  Counter exited_switches_voluntary{0};       // context switches of threads that have ended
  Counter exited_switches_involuntary{0};
  SharedLagHistogram lag;  // microseconds a tick of the loop came late
  std::atomic<std::size_t> turn{0};
  std::array<WorkerLife, 2> lives;

  /// Of the worker that serves now, or served last.
  WorkerLife& life() { return lives[turn]; }
  const WorkerLife& life() const { return lives[turn]; }
  WorkerLife& other_life() { return lives[1 - turn]; }
  const WorkerLife& other_life() const { return lives[1 - turn]; }

  WorkerTotals totals() const;
  PoolTotals pool_totals() const;
  DatabaseTotals database_totals() const;
  /// The worker of this life serves from now on. Only it calls this, or the supervisor for it.
  void becomes_ready(WorkerLife& which, TimePoint now);
  /// The worker that served has ended. A restart is timed from the end of the last one that was
  /// ready, however many attempts it takes. Only the supervisor calls this, after reaping it.
  void has_ended(int wait_status, TimePoint now);
  /// The worker that serves retires in favour of the one in the other life.
  /// Only the supervisor calls this, as the next one.
  void retire();
  /// From now on the other life is the one that counts.
  void take_turns() { turn = 1 - turn; }
};

/// What belongs to no worker.
struct alignas(64) ServerSlot {
  Counter shared_state{0};  // only the admin process adds, and its successor goes on
};

struct Unmap {
  std::size_t bytes = 0;
  void operator()(void* memory) const;
};

/// The mapping itself. Made before the first fork; forked children use the same memory.
class Scoreboard {
 public:
  explicit Scoreboard(int workers);

  int size() const { return size_; }
  WorkerSlot& slot(int worker) const { return slots_[worker]; }
  Counter& shared_state() const { return server_->shared_state; }
  int ready_workers() const;
  /// Whether a worker that serves has no connection at all.
  bool has_free_worker() const;
  std::uint64_t lost_requests() const;
  std::uint64_t lost_connections() const;
  std::uint64_t restarts() const;

 private:
  std::uint64_t sum_of(Counter WorkerLife::*counter) const;

  int size_;
  std::unique_ptr<void, Unmap> memory_;
  ServerSlot* server_;
  WorkerSlot* slots_;
};

}  // namespace lab
