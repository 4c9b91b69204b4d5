// getaddrinfo and friends.
#include "common/net/address.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/un.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>

#include "common/http/query.hpp"

namespace lab {
namespace {

/// Looks `host` up with `flags` set; the error is getaddrinfo's own sentence.
Result<std::vector<SocketAddress>> look_up(const std::string& host, std::uint16_t port, int flags) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = flags | AI_NUMERICSERV;
  addrinfo* list = nullptr;
  const int error = getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &list);
  if (error != 0) return problem("{}", gai_strerror(error));
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner(list, freeaddrinfo);
  std::vector<SocketAddress> found;
  for (const auto* a = list; a != nullptr; a = a->ai_next)
    found.emplace_back(a->ai_addr, a->ai_addrlen);
  return found;
}

std::string without_brackets(const std::string& host) {
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  return bracketed ? host.substr(1, host.size() - 2) : host;
}

/// An abstract address is a zero and a name that only the length of the address ends.
std::string unix_text(const sockaddr_un& address, socklen_t length) {
  const std::size_t named = length - std::min<std::size_t>(length, sizeof address.sun_family);
  if (named == 0 || address.sun_path[0] != 0) return fmt::format("unix:{}", address.sun_path);
  return fmt::format("unix:@{}", printable({address.sun_path + 1, named - 1}));
}

}  // namespace

SocketAddress::SocketAddress(const sockaddr* address, socklen_t length) : length_(length) {
  std::memcpy(&storage_, address, length);
}

std::uint16_t SocketAddress::port() const {
  if (family() == AF_UNIX) return 0;
  if (family() == AF_INET6)
    return ntohs(reinterpret_cast<const sockaddr_in6*>(&storage_)->sin6_port);
  return ntohs(reinterpret_cast<const sockaddr_in*>(&storage_)->sin_port);
}

std::string SocketAddress::text() const {
  if (family() == AF_UNIX)
    return unix_text(*reinterpret_cast<const sockaddr_un*>(&storage_), length_);
  char host[NI_MAXHOST] = "?";
  getnameinfo(data(), length_, host, sizeof host, nullptr, 0, NI_NUMERICHOST);
  return family() == AF_INET6 ? fmt::format("[{}]:{}", host, port())
                              : fmt::format("{}:{}", host, port());
}

Result<SocketAddress> numeric_address(const std::string& host, std::uint16_t port) {
  const auto found = look_up(without_brackets(host), port, AI_NUMERICHOST | AI_PASSIVE);
  if (host.empty() || !found) {
    return problem("'{}' is not an address to listen on (such as 127.0.0.1, 0.0.0.0, ::1, ::)",
                   printable(host));
  }
  return found->front();
}

Result<std::vector<SocketAddress>> resolve(const std::string& host, std::uint16_t port) {
  auto found = look_up(without_brackets(host), port, 0);
  if (!found) return problem("cannot resolve '{}': {}", host, found.error().text);
  return found;
}

Result<SocketAddress> unix_address(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof address.sun_path) {
    return problem("'{}' is not the path of a socket (1 to {} bytes)", printable(path, 200),
                   sizeof address.sun_path - 1);
  }
  path.copy(address.sun_path, path.size());
  return SocketAddress(reinterpret_cast<const sockaddr*>(&address), sizeof address);
}

SocketAddress unnamed_unix_address() {
  const sockaddr address{AF_UNIX, {}};
  return {&address, sizeof address.sa_family};
}

bool same_host(const SocketAddress& a, const SocketAddress& b) {
  if (a.family() != b.family()) return false;
  if (a.family() == AF_UNIX) return true;
  if (a.family() == AF_INET6) {
    return std::memcmp(&reinterpret_cast<const sockaddr_in6*>(a.data())->sin6_addr,
                       &reinterpret_cast<const sockaddr_in6*>(b.data())->sin6_addr,
                       sizeof(in6_addr)) == 0;
  }
  const auto ipv4 = [](const SocketAddress& address) {
    return ntohl(reinterpret_cast<const sockaddr_in*>(address.data())->sin_addr.s_addr);
  };
  const auto loopback = [&](const SocketAddress& address) { return ipv4(address) >> 24 == 127; };
  return ipv4(a) == ipv4(b) || (loopback(a) && loopback(b));
}

SocketAddress local_address(int fd) {
  sockaddr_storage storage{};
  socklen_t length = sizeof storage;
  auto* address = reinterpret_cast<sockaddr*>(&storage);
  if (getsockname(fd, address, &length) != 0) return {};
  return {address, length};
}

std::string peer_host(int fd) {
  sockaddr_storage storage{};
  socklen_t length = sizeof storage;
  auto* address = reinterpret_cast<sockaddr*>(&storage);
  std::array<char, NI_MAXHOST> host{};
  if (getpeername(fd, address, &length) != 0 ||
      getnameinfo(address, length, host.data(), host.size(), nullptr, 0, NI_NUMERICHOST) != 0) {
    return "-";
  }
  return host.data();
}

}  // namespace lab
