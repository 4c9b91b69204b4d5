// Lets one thread wait until every worker has come to a point of the run.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>

#include "common/clock.hpp"

namespace lab {

class RollCall {
 public:
  /// What a worker reports once each.
  enum class Point { kReady, kDone };

  void report(Point point) {
    {
      const std::lock_guard lock(mutex_);
      ++count(point);
    }
    changed_.notify_one();
  }

  /// Whether `workers` of them have reported `point`, waiting for it at most `patience`.
  bool wait(Point point, std::size_t workers, Duration patience) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, patience, [&] { return count(point) >= workers; });
  }

 private:
  std::size_t& count(Point point) { return point == Point::kReady ? ready_ : done_; }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t ready_ = 0;
  std::size_t done_ = 0;
};

}  // namespace lab
