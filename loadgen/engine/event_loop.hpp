// One thread's event loop: the sockets of many connections, a few timers, work from other threads.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <vector>

#include "common/clock.hpp"
#include "common/net/unique_fd.hpp"

namespace lab {

enum class Interest { kRead, kWrite, kBoth };

/// Asio registers a socket anew for every wait, which is a system call a request and a tenth of
/// what a request costs; so the load generator has epoll to itself. Each socket is registered once,
/// and the loop waits once for as many as are ready. Timers are precise to microseconds, and
/// neither they nor sockets cost an allocation.
class EventLoop {
 public:
  /// What a socket is known by. A closed socket leaves the loop by itself; the epoch tells a report
  /// that was under way then from one of the socket's successor.
  struct Tag {
    std::uint32_t who = 0;
    std::uint32_t epoch = 0;
  };
  static constexpr std::size_t kTimers = 3;

  class Handler {
   public:
    virtual ~Handler() = default;
    /// The socket can be read or written, or has failed. Told again as long as that holds.
    virtual void ready(Tag tag) = 0;
    /// The time of that timer has come. It is not set any more.
    virtual void expired(std::size_t timer) = 0;
  };

  explicit EventLoop(Handler& handler);

  /// Calls the handler until stop().
  void run();
  void stop() { stopped_ = true; }

  void add(int fd, Tag tag, Interest interest);
  void change(int fd, Tag tag, Interest interest);
  /// TimePoint::max(): never.
  void set_timer(std::size_t timer, TimePoint when) { deadlines_[timer] = when; }
  /// Has the loop's thread do `work`. From any thread.
  void post(std::function<void()> work);

 private:
  void arm();
  void handle(std::uint64_t event);
  void expire();
  void do_posted();

  Handler& handler_;
  UniqueFd epoll_;
  UniqueFd clock_;  // a timerfd, set to the earliest deadline
  UniqueFd bell_;   // an eventfd, for post()
  std::array<TimePoint, kTimers> deadlines_;
  TimePoint armed_ = TimePoint::max();
  bool stopped_ = false;
  std::mutex mutex_;
  std::vector<std::function<void()>> posted_;
};

}  // namespace lab
