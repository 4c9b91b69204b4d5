// The queue for a worker's few connections to its database.
#pragma once

#include <list>
#include <mutex>

#include "common/clock.hpp"
#include "server/scoreboard.hpp"
#include "server/task.hpp"

namespace lab {

/// First come, first served, threads and coroutines in one line: an event loop's offload pool
/// queues beside its coroutines. So there is a mutex, which nobody holds while waiting.
class ConnectionQueue {
 public:
  ConnectionQueue(int places, DatabaseCounters& counters)
      : counters_(counters), free_(static_cast<std::size_t>(places)) {}

  /// Takes a place, which leave() gives back; false when there was none until the deadline. The
  /// second form lets go of the loop while it waits.
  bool enter(TimePoint deadline);
  Task<bool> enter(TimePoint deadline, LoopExecutor loop);
  void leave();

 private:
  struct Waiter;
  /// Ends the waiting of a coroutine that is destroyed in the middle of it.
  struct Leaving;

  // With the mutex held:
  bool take_or_queue(Waiter& waiter);
  bool settle(Waiter& waiter);

  DatabaseCounters& counters_;
  std::mutex mutex_;
  std::size_t free_;  // places; none when somebody waits
  std::list<Waiter*> waiting_;
};

/// A place that was taken, for a scope.
class Place {
 public:
  explicit Place(ConnectionQueue& queue) : queue_(queue) {}
  ~Place() { queue_.leave(); }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;

 private:
  ConnectionQueue& queue_;
};

}  // namespace lab
