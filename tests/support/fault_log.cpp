// Counts under one lock.
#include "tests/support/fault_log.hpp"

#include <sys/socket.h>

namespace lab {

FaultLog::Entry FaultLog::add_request(std::string bytes) {
  const auto now = Clock::now();
  const std::lock_guard lock(mutex_);
  arrivals_.push_back(now);
  last_request_ = std::move(bytes);
  changed_.notify_all();
  return {arrivals_.size(), now - arrivals_.front()};
}

ssize_t FaultLog::send(int socket, std::string_view bytes) {
  const std::lock_guard lock(mutex_);
  const auto n = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  if (n <= 0) return n;
  bytes_sent_ += static_cast<std::uint64_t>(n);
  changed_.notify_all();
  return n;
}

std::uint64_t FaultLog::requests() const {
  const std::lock_guard lock(mutex_);
  return arrivals_.size();
}

std::uint64_t FaultLog::bytes_sent() const {
  const std::lock_guard lock(mutex_);
  return bytes_sent_;
}

std::string FaultLog::last_request() const {
  const std::lock_guard lock(mutex_);
  return last_request_;
}

std::vector<TimePoint> FaultLog::arrivals() const {
  const std::lock_guard lock(mutex_);
  return arrivals_;
}

void FaultLog::wait_for_requests(std::uint64_t count) const {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return arrivals_.size() >= count; });
}

void FaultLog::wait_for_bytes(std::uint64_t count) const {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return bytes_sent_ >= count; });
}

}  // namespace lab
