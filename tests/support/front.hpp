// Stands before a server: takes connections under TLS or on a Unix socket and passes bytes on.
#pragma once

#include <atomic>
#include <cstdint>
#include <list>
#include <optional>
#include <thread>

#include "common/net/address.hpp"
#include "common/net/unique_fd.hpp"
#include "tests/support/certificate.hpp"

namespace lab {

/// A thread a connection, each with a connection of its own to the server at `port` of 127.0.0.1.
class Front {
 public:
  /// In clear on `address`, or under TLS with `certificate`.
  Front(const SocketAddress& address, std::uint16_t port, const Certificate* certificate);
  ~Front();

  std::uint16_t port() const;
  std::uint64_t connections() const { return connections_; }
  /// How many came with that server name (SNI).
  std::uint64_t named_localhost() const { return named_; }

 private:
  void accept_all();
  void relay(UniqueFd client);

  std::uint16_t server_;
  const Certificate* certificate_;
  UniqueFd listener_;
  UniqueFd stop_;
  std::atomic<std::uint64_t> connections_{0};
  std::atomic<std::uint64_t> named_{0};
  std::list<std::jthread> relays_;
  std::jthread acceptor_;
};

}  // namespace lab
