// ppoll with the rest of the time to a deadline.
#include "common/net/poll.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <ctime>

namespace lab {
namespace {

timespec time_left(TimePoint deadline) {
  const auto left = std::max<Duration>(Duration::zero(), deadline - Clock::now());
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(left);
  return {seconds.count(), (left - seconds).count()};
}

}  // namespace

bool wait_any(std::span<pollfd> fds, std::optional<TimePoint> deadline) {
  for (;;) {
    timespec left{};
    if (deadline) left = time_left(*deadline);
    const int ready = ppoll(fds.data(), fds.size(), deadline ? &left : nullptr, nullptr);
    if (ready >= 0) return ready > 0;
    if (errno != EINTR) return false;
  }
}

bool wait_for(int fd, short events, std::optional<TimePoint> deadline) {
  pollfd one{fd, events, 0};
  return wait_any({&one, 1}, deadline);
}

bool wait_in_time(int fd, short events, TimePoint deadline) {
  return Clock::now() < deadline && wait_for(fd, events, deadline);
}

bool is_quiet(int socket) {
  char byte = 0;
  return ::recv(socket, &byte, 1, MSG_PEEK | MSG_DONTWAIT) < 0 && errno == EAGAIN;
}

}  // namespace lab
