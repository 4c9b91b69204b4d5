// Listening sockets, and non-blocking accept and connect.
#pragma once

#include <optional>

#include "common/clock.hpp"
#include "common/net/address.hpp"
#include "common/net/unique_fd.hpp"
#include "common/result.hpp"

namespace lab {

/// Whether several sockets may listen on one port, each with a queue of its own.
enum class PortSharing { kExclusive, kReusePort };

/// A bound, listening, non-blocking, close-on-exec socket. One clear line when the port is taken.
Result<UniqueFd> listen_on(const SocketAddress& address, int backlog, PortSharing sharing);

/// Connections that wait to be accepted, and how many may at most.
struct ListenQueue {
  unsigned length = 0;
  unsigned capacity = 0;
};
ListenQueue listen_queue(int listener);

/// Why there was nothing to accept.
enum class AcceptFault { kNone, kEmpty, kOutOfDescriptors, kTransient };
struct Accepted {
  UniqueFd socket;  // non-blocking, TCP_NODELAY set
  AcceptFault fault = AcceptFault::kNone;
};
Accepted accept_from(int listener);

/// Where to, and from which local address if that matters.
struct Route {
  SocketAddress to;
  std::optional<SocketAddress> from;
};

/// A non-blocking socket with TCP_NODELAY whose connecting goes on; it ends when the socket becomes
/// writable. `error`: why it cannot even begin; 0 when it has.
struct Connecting {
  UniqueFd socket;
  int error = 0;
};
Connecting begin_connecting(const Route& route);

/// How connecting ended once the socket is writable: 0, or the error.
int connect_error(int fd);

/// A connected, non-blocking socket with TCP_NODELAY, by the deadline.
Result<UniqueFd> connect_to(const Route& route, TimePoint deadline);
inline Result<UniqueFd> connect_to(const SocketAddress& address, TimePoint deadline) {
  return connect_to(Route{address, {}}, deadline);
}

}  // namespace lab
