// Whoever leaves hands its place to the first in the line, so that nobody can overtake.
#include "server/work/connection_queue.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <condition_variable>
#include <functional>
#include <memory>
#include <utility>

#include "server/work/watched.hpp"

namespace lab {

struct ConnectionQueue::Waiter {
  enum class State { kOutside, kQueued, kGranted };

  std::function<void()> wake;  // with the mutex held; it must not wait
  State state = State::kOutside;
  std::list<Waiter*>::iterator position{};
};

struct ConnectionQueue::Leaving {
  ConnectionQueue& queue;
  Waiter& waiter;

  ~Leaving() {
    std::unique_lock lock(queue.mutex_);
    const bool granted = queue.settle(waiter);
    lock.unlock();
    if (granted) queue.leave();
  }
};

bool ConnectionQueue::take_or_queue(Waiter& waiter) {
  count(counters_.asked);
  if (free_ == 0) {
    waiter.state = Waiter::State::kQueued;
    waiter.position = waiting_.insert(waiting_.end(), &waiter);
    return false;
  }
  --free_;
  count(counters_.granted);
  return true;
}

/// Ends its waiting. Whether it has got a place.
bool ConnectionQueue::settle(Waiter& waiter) {
  const auto state = std::exchange(waiter.state, Waiter::State::kOutside);
  if (state == Waiter::State::kQueued) {
    waiting_.erase(waiter.position);
    count(counters_.refused);
  }
  return state == Waiter::State::kGranted;
}

void ConnectionQueue::leave() {
  const std::lock_guard lock(mutex_);
  count(counters_.returned);
  if (waiting_.empty()) {
    ++free_;
    return;
  }
  auto& next = *waiting_.front();
  waiting_.pop_front();
  next.state = Waiter::State::kGranted;
  count(counters_.granted);
  next.wake();
}

bool ConnectionQueue::enter(TimePoint deadline) {
  std::condition_variable turn;
  Waiter waiter{[&turn] { turn.notify_one(); }};
  std::unique_lock lock(mutex_);
  if (take_or_queue(waiter)) return true;
  turn.wait_until(lock, deadline, [&] { return waiter.state == Waiter::State::kGranted; });
  return settle(waiter);
}

// The timer is the loop's own: another thread may only ask the loop to cancel it.
Task<bool> ConnectionQueue::enter(TimePoint deadline, LoopExecutor loop) {
  const auto timer = std::make_shared<LoopTimer>(loop, deadline);
  Waiter waiter{[timer, loop] { boost::asio::post(loop, [timer] { timer->cancel(); }); }};
  const Leaving leaving{*this, waiter};
  {
    const std::lock_guard lock(mutex_);
    if (take_or_queue(waiter)) co_return true;
  }
  boost::system::error_code ignored;
  auto token = boost::asio::redirect_error(kUseTask, ignored);
  co_await timer->async_wait(token);
  const std::lock_guard lock(mutex_);
  co_return settle(waiter);
}

}  // namespace lab
