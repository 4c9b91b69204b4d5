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

enum class WorkerState : int { kDown, kStarting, kReady, kDraining };
std::string_view worker_state_name(WorkerState state);

/// The sum over a slot's shards at one moment, and what of it was lost.
struct WorkerTotals {
  std::uint64_t lost_connections = 0, lost_requests = 0;
  std::uint64_t accepted = 0, closed = 0, started = 0, finished = 0;
  std::array<std::uint64_t, 5> by_class{};
  std::array<std::uint64_t, kEndings> endings{};

  std::uint64_t open() const { return accepted - closed - lost_connections; }
  std::uint64_t in_flight() const { return started - finished - lost_requests; }
};

/// One worker's place; its successor after a death counts on in it.
struct alignas(64) WorkerSlot {
  static constexpr std::size_t kShards = 16;
  static constexpr int kNoEnd = -1;

  std::atomic<int> pid{0};
  std::atomic<WorkerState> state{WorkerState::kDown};
  std::atomic<std::uint32_t> generation{0};   // how many workers have lived here before
  std::atomic<std::int64_t> started_at{0};    // nanoseconds of Clock
  std::atomic<std::int64_t> heartbeat{0};     // likewise; 0 where there is no event loop
  std::atomic<std::int64_t> ended_at{0};      // of the last one that was ready; 0 while one is
  std::atomic<std::int64_t> last_restart{0};  // nanoseconds from that end until ready again
  Counter restarts{0};                        // how often a successor became ready
  std::atomic<int> last_end{kNoEnd};          // how the last one ended, as waitpid tells it
  Counter lost_requests{0};  // started by a worker that died before it finished them
  Counter lost_connections{0};
  Counter accept_faults{0};              // out of descriptors or memory
  Counter refused_connections{0};        // above --max-connections, or no thread to be had
  Counter exited_switches_voluntary{0};  // context switches of threads that have ended
  Counter exited_switches_involuntary{0};
  PoolCounters pool;
  SharedLagHistogram lag;  // microseconds a tick of the loop came late
  std::array<CounterShard, kShards> shards;

  WorkerTotals totals() const;
  /// The worker serves from now on. Only the worker calls this.
  void becomes_ready(TimePoint now);
  /// The worker has ended. A restart is timed from the end of the last one that was ready, however
  /// many attempts it takes. Only the supervisor calls this, after reaping the worker.
  void has_ended(int wait_status, TimePoint now);
  /// What its worker left unfinished counts as lost from now on. Only the supervisor calls this,
  /// after reaping the worker.
  void bury();
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
  std::uint64_t lost_requests() const;
  std::uint64_t lost_connections() const;
  std::uint64_t restarts() const;

 private:
  std::uint64_t sum_of(Counter WorkerSlot::*counter) const;

  int size_;
  std::unique_ptr<void, Unmap> memory_;
  ServerSlot* server_;
  WorkerSlot* slots_;
};

}  // namespace lab
