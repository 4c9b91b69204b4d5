// Numeric socket addresses and the resolving of names.
#pragma once

#include <sys/socket.h>

#include <cstdint>
#include <string>
#include <vector>

#include "common/result.hpp"

namespace lab {

/// An IPv4 or IPv6 address with its port, or a Unix socket's path, ready for bind and connect.
class SocketAddress {
 public:
  SocketAddress() = default;
  SocketAddress(const sockaddr* address, socklen_t length);

  const sockaddr* data() const { return reinterpret_cast<const sockaddr*>(&storage_); }
  socklen_t size() const { return length_; }
  int family() const { return storage_.ss_family; }
  std::uint16_t port() const;  // 0 for a Unix socket
  /// "127.0.0.1:8080", "[::1]:8080", "unix:/run/a.sock" or "unix:@0001a" for one without a file.
  std::string text() const;

 private:
  sockaddr_storage storage_{};
  socklen_t length_ = 0;
};

/// A numeric address to listen on: "127.0.0.1", "0.0.0.0", "::", "::1", with or without brackets.
Result<SocketAddress> numeric_address(const std::string& host, std::uint16_t port);

/// All stream addresses of a name or numeric host, in the resolver's order; never empty.
Result<std::vector<SocketAddress>> resolve(const std::string& host, std::uint16_t port);

/// The address of the Unix socket at `path`; a problem when it is too long for one.
Result<SocketAddress> unix_address(const std::string& path);

/// Binds to a Unix address without a file, which the kernel chooses and takes back with its last
/// socket.
SocketAddress unnamed_unix_address();

/// The address a socket is bound to.
SocketAddress local_address(int fd);

/// The numeric host at the other end of a socket, without its port; "-" when it has gone.
std::string peer_host(int fd);

/// Whether both name the same host; their ports may differ.
bool same_host(const SocketAddress& a, const SocketAddress& b);

}  // namespace lab
