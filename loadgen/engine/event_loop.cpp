// epoll, a timerfd and an eventfd.
#include "loadgen/engine/event_loop.hpp"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

namespace lab {
namespace {

// Tags that no socket has.
constexpr std::uint64_t kClock = ~std::uint64_t{0};
constexpr std::uint64_t kBell = kClock - 1;

std::uint64_t packed(EventLoop::Tag tag) { return (std::uint64_t{tag.epoch} << 32) | tag.who; }

std::uint32_t events_of(Interest interest) {
  switch (interest) {
    case Interest::kRead:
      return EPOLLIN;
    case Interest::kWrite:
      return EPOLLOUT;
    case Interest::kBoth:
      return EPOLLIN | EPOLLOUT;
  }
  return 0;
}

int checked(int result, const char* call) {
  if (result < 0) throw std::system_error(errno, std::generic_category(), call);
  return result;
}

void control(int epoll, int operation, int fd, std::uint32_t events, std::uint64_t data) {
  epoll_event event{};
  event.events = events;
  event.data.u64 = data;
  checked(epoll_ctl(epoll, operation, fd, &event), "epoll_ctl");
}

/// As an absolute time; none is zero, which disarms.
itimerspec setting_of(TimePoint when) {
  itimerspec setting{};
  if (when == TimePoint::max()) return setting;
  const auto since = std::max<Duration>(when.time_since_epoch(), Duration(1));
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(since);
  setting.it_value.tv_sec = seconds.count();
  setting.it_value.tv_nsec = static_cast<long>((since - seconds).count());
  return setting;
}

}  // namespace

EventLoop::EventLoop(Handler& handler)
    : handler_(handler),
      epoll_(checked(epoll_create1(EPOLL_CLOEXEC), "epoll_create1")),
      clock_(checked(timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC), "timerfd")),
      bell_(checked(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC), "eventfd")) {
  deadlines_.fill(TimePoint::max());
  control(epoll_.get(), EPOLL_CTL_ADD, clock_.get(), EPOLLIN, kClock);
  control(epoll_.get(), EPOLL_CTL_ADD, bell_.get(), EPOLLIN, kBell);
}

void EventLoop::run() {
  std::array<epoll_event, 256> events;
  while (!stopped_) {
    arm();
    const int n = epoll_wait(epoll_.get(), events.data(), static_cast<int>(events.size()), -1);
    if (n < 0 && errno != EINTR) checked(n, "epoll_wait");
    for (int i = 0; i < n; ++i) handle(events[static_cast<std::size_t>(i)].data.u64);
  }
}

void EventLoop::add(int fd, Tag tag, Interest interest) {
  control(epoll_.get(), EPOLL_CTL_ADD, fd, events_of(interest), packed(tag));
}

void EventLoop::change(int fd, Tag tag, Interest interest) {
  control(epoll_.get(), EPOLL_CTL_MOD, fd, events_of(interest), packed(tag));
}

void EventLoop::post(std::function<void()> work) {
  {
    const std::lock_guard lock(mutex_);
    posted_.push_back(std::move(work));
  }
  eventfd_write(bell_.get(), 1);
}

/// Setting the timerfd anew also takes back that it has expired.
void EventLoop::arm() {
  const auto earliest = *std::min_element(deadlines_.begin(), deadlines_.end());
  if (earliest == armed_) return;
  armed_ = earliest;
  const auto setting = setting_of(earliest);
  checked(timerfd_settime(clock_.get(), TFD_TIMER_ABSTIME, &setting, nullptr), "timerfd_settime");
}

void EventLoop::handle(std::uint64_t event) {
  if (event == kClock) {
    expire();
  } else if (event == kBell) {
    do_posted();
  } else {
    handler_.ready({static_cast<std::uint32_t>(event), static_cast<std::uint32_t>(event >> 32)});
  }
}

void EventLoop::expire() {
  armed_ = TimePoint::min();
  const auto now = Clock::now();
  for (std::size_t i = 0; i < kTimers; ++i) {
    if (deadlines_[i] > now) continue;
    deadlines_[i] = TimePoint::max();
    handler_.expired(i);
  }
}

void EventLoop::do_posted() {
  eventfd_t ignored = 0;
  eventfd_read(bell_.get(), &ignored);
  std::vector<std::function<void()>> work;
  {
    const std::lock_guard lock(mutex_);
    work.swap(posted_);
  }
  for (const auto& piece : work) piece();
}

}  // namespace lab
