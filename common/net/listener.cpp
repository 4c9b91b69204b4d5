// socket, bind, listen, accept4 and connect with the options every socket of ours has.
#include "common/net/listener.hpp"

#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>

#include "common/net/poll.hpp"

namespace lab {
namespace {

void set_option(int fd, int level, int name) {
  const int on = 1;
  setsockopt(fd, level, name, &on, sizeof on);
}

Problem cannot(std::string_view what, const SocketAddress& address, int error) {
  return problem("cannot {} {}: {}", what, address.text(), std::strerror(error));
}

UniqueFd stream_socket(const SocketAddress& address) {
  return UniqueFd(::socket(address.family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
}

AcceptFault fault_of(int error) {
  switch (error) {
    case EAGAIN:
      return AcceptFault::kEmpty;
    case EMFILE:
    case ENFILE:
    case ENOBUFS:
    case ENOMEM:
      return AcceptFault::kOutOfDescriptors;
    default:  // ECONNABORTED and the network errors accept(2) lists: this one connection is gone
      return AcceptFault::kTransient;
  }
}

}  // namespace

Result<UniqueFd> listen_on(const SocketAddress& address, int backlog, PortSharing sharing) {
  auto socket = stream_socket(address);
  if (!socket) return cannot("open a socket for", address, errno);
  set_option(socket.get(), SOL_SOCKET, SO_REUSEADDR);
  if (sharing == PortSharing::kReusePort) set_option(socket.get(), SOL_SOCKET, SO_REUSEPORT);
  if (::bind(socket.get(), address.data(), address.size()) != 0)
    return cannot("listen on", address, errno);
  if (::listen(socket.get(), backlog) != 0) return cannot("listen on", address, errno);
  return socket;
}

ListenQueue listen_queue(int listener) {
  tcp_info info{};
  socklen_t length = sizeof info;
  getsockopt(listener, IPPROTO_TCP, TCP_INFO, &info, &length);
  return {info.tcpi_unacked, info.tcpi_sacked};  // of a listening socket, these mean its queue
}

Accepted accept_from(int listener) {
  UniqueFd socket(::accept4(listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
  if (!socket) return {UniqueFd(), fault_of(errno)};
  set_option(socket.get(), IPPROTO_TCP, TCP_NODELAY);
  return {std::move(socket), AcceptFault::kNone};
}

Connecting begin_connecting(const Route& route) {
  Connecting begun{stream_socket(route.to), 0};
  const int fd = begun.socket.get();
  if (fd < 0) return {UniqueFd(), errno};
  if (route.to.family() != AF_UNIX) set_option(fd, IPPROTO_TCP, TCP_NODELAY);
  if (route.from) {
    // Leaves the choice of the port to connect(), which may share one between several servers.
    set_option(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT);
    if (::bind(fd, route.from->data(), route.from->size()) != 0) return {UniqueFd(), errno};
  }
  const int error = ::connect(fd, route.to.data(), route.to.size()) == 0 ? 0 : errno;
  if (error != 0 && error != EINPROGRESS) return {UniqueFd(), error};
  return begun;
}

int connect_error(int fd) {
  int error = 0;
  socklen_t length = sizeof error;
  getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length);
  return error;
}

Result<UniqueFd> connect_to(const Route& route, TimePoint deadline) {
  auto begun = begin_connecting(route);
  if (begun.error != 0) return cannot("connect to", route.to, begun.error);
  if (!wait_for(begun.socket.get(), POLLOUT, deadline))
    return cannot("connect to", route.to, ETIMEDOUT);
  if (const int error = connect_error(begun.socket.get()); error != 0)
    return cannot("connect to", route.to, error);
  return std::move(begun.socket);
}

}  // namespace lab
