// A global interpreter lock for a server without an interpreter (--gil): of the threads of a
// process one at a time runs the code of requests. By the algorithm of CPython 3.11,
// Python/ceval_gil.h.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <thread>

#include "common/clock.hpp"

namespace lab {

/// A holder never loses it: it gives it up before it waits for anything, and at its check points
/// when it was asked to. A waiter asks once it has waited a whole interval in which the lock did
/// not change hands, so its wait starts over whenever somebody else gets it. That is CPython's
/// rule, and why a thread that only wants the lock for a moment can wait long beside two that
/// compute: those ask each other at every interval, and it never gets to ask.
class Gil {
 public:
  explicit Gil(Duration interval) : interval_(interval) {}

  /// Returns when the calling thread holds it, which it must not yet.
  void take();

  /// Gives it up. When it was asked for, this returns only after another thread really took it:
  /// the one that runs would else take it again before the one that was woken is awake.
  void drop();

  /// Whether a waiter has asked its holder for it. To be cheap this is no synchronisation.
  bool asked_for() const { return asked_for_.load(std::memory_order_relaxed); }

  /// A holder's check point: hands it over when it was asked for, and waits to get it back. Whether
  /// it did so.
  bool check() {
    if (!asked_for()) return false;
    drop();
    take();
    return true;
  }

 private:
  void wait_an_interval(std::unique_lock<std::mutex>& lock);

  // CPython has a mutex for each condition; one for both gives the same order of events.
  const Duration interval_;
  std::mutex mutex_;
  std::condition_variable dropped_;
  std::condition_variable switched_;
  bool held_ = false;
  std::thread::id last_holder_;
  std::uint64_t switches_ = 0;  // how often it went to another thread than the last holder
  std::atomic<bool> asked_for_{false};
};

/// Holds it for a scope. Here and below null stands for a server without --gil: nothing happens.
class GilHold {
 public:
  explicit GilHold(Gil* gil) : gil_(gil) {
    if (gil_ != nullptr) gil_->take();
  }
  ~GilHold() {
    if (gil_ != nullptr) gil_->drop();
  }
  GilHold(const GilHold&) = delete;
  GilHold& operator=(const GilHold&) = delete;

 private:
  Gil* gil_;
};

/// Around a wait of a thread that holds it: gives it up, and takes it again when the wait is over.
/// In a coroutine too, whose loop then stands still until it has got the lock.
class GilRelease {
 public:
  explicit GilRelease(Gil* gil) : gil_(gil) {
    if (gil_ != nullptr) gil_->drop();
  }
  ~GilRelease() {
    if (gil_ != nullptr) gil_->take();
  }
  GilRelease(const GilRelease&) = delete;
  GilRelease& operator=(const GilRelease&) = delete;

 private:
  Gil* gil_;
};

}  // namespace lab
