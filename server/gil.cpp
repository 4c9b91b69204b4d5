// Taking and dropping, as take_gil() and drop_gil() of CPython 3.11 do.
#include "server/gil.hpp"

namespace lab {

void Gil::take() {
  const auto me = std::this_thread::get_id();
  std::unique_lock lock(mutex_);
  while (held_) wait_an_interval(lock);
  held_ = true;
  asked_for_.store(false, std::memory_order_relaxed);
  if (last_holder_ == me) return;
  last_holder_ = me;
  ++switches_;
  switched_.notify_all();
}

void Gil::drop() {
  const auto me = std::this_thread::get_id();
  std::unique_lock lock(mutex_);
  held_ = false;
  dropped_.notify_one();
  if (!asked_for()) return;
  // Whoever asked waits until it has it, so somebody is sure to take it. CPython's FORCE_SWITCHING.
  asked_for_.store(false, std::memory_order_relaxed);
  switched_.wait(lock, [&] { return last_holder_ != me; });
}

/// A time-out in which the lock changed hands does not count: its holder has only just got it.
void Gil::wait_an_interval(std::unique_lock<std::mutex>& lock) {
  const auto seen = switches_;
  const bool timed_out = dropped_.wait_for(lock, interval_) == std::cv_status::timeout;
  if (timed_out && held_ && switches_ == seen) asked_for_.store(true, std::memory_order_relaxed);
}

}  // namespace lab
