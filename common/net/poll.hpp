// Waiting for descriptors with an absolute deadline, the way a blocking thread does.
#pragma once

#include <poll.h>

#include <optional>
#include <span>

#include "common/clock.hpp"

namespace lab {

/// Waits until one of `fds` is ready or the deadline has passed; no deadline: for ever. Fills in
/// `revents`. Returns whether any is ready. Interrupted waits go on.
bool wait_any(std::span<pollfd> fds, std::optional<TimePoint> deadline);

/// Waits for one descriptor to be readable (POLLIN) or writable (POLLOUT).
bool wait_for(int fd, short events, std::optional<TimePoint> deadline);

/// The same, but false once the deadline has passed, though the descriptor be ready: a peer that
/// never pauses is always ready, so a loop around wait_for would never end with it.
bool wait_in_time(int fd, short events, TimePoint deadline);

/// Whether nothing has come on a connected socket: no byte, no end, no error. What came on an idle
/// connection makes it useless.
bool is_quiet(int socket);

}  // namespace lab
