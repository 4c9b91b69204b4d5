// Listening sockets, and non-blocking accept and connect.
#pragma once

#include "common/clock.hpp"
#include "common/net/address.hpp"
#include "common/net/unique_fd.hpp"
#include "common/result.hpp"

namespace lab {

/// Whether several sockets may listen on one port, each with a queue of its own.
enum class PortSharing { kExclusive, kReusePort };

/// A bound, listening, non-blocking, close-on-exec socket. One clear line when the port is taken.
Result<UniqueFd> listen_on(const SocketAddress& address, int backlog, PortSharing sharing);

/// Why there was nothing to accept.
enum class AcceptFault { kNone, kEmpty, kOutOfDescriptors, kTransient };
struct Accepted {
  UniqueFd socket;  // non-blocking, TCP_NODELAY set
  AcceptFault fault = AcceptFault::kNone;
};
Accepted accept_from(int listener);

/// A connected, non-blocking socket with TCP_NODELAY, by the deadline.
Result<UniqueFd> connect_to(const SocketAddress& address, TimePoint deadline);

}  // namespace lab
