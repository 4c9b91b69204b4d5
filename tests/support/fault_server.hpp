// An HTTP server that misbehaves as told by the path, for testing clients.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <list>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "common/net/unique_fd.hpp"

namespace lab {

/// Listens on a free loopback port, a thread a connection, until it is destroyed. Paths, each with
/// what it does to a request:
///
///   /ok /302 /404 /500   a plain reply             /204 /304    a reply without a body
///   /interim             100 and 103 before it     /chunked     byte by byte, with a trailer
///   /until-close         a body without length     /http10      an HTTP/1.0 reply, then closed
///   /close-after         Connection: close         /extra       bytes behind the reply
///   /stale               a plain reply, and the next request of the connection gets none
///   /stall               never a byte              /silent      closed without a byte
///   /short               a body cut short          /garbage     not HTTP
///   /big-header          20 KiB of header lines    /endless     a body that does not end
///   /freeze              a plain reply, but not before the next full 0.2 s of every second
class FaultServer {
 public:
  FaultServer();
  ~FaultServer();

  std::string url(std::string_view path) const;
  /// Closes the port and every connection: from now on connecting is refused.
  void refuse();
  /// Returns once so many requests have been read, over all connections.
  void wait_for_requests(std::uint64_t count);
  std::uint64_t requests();

 private:
  void accept_all();
  void serve(int socket);
  void count_request();

  std::uint16_t port_ = 0;
  UniqueFd listener_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::uint64_t requests_ = 0;
  bool refusing_ = false;
  std::list<UniqueFd> sockets_;  // open until the end, so that no number is used twice
  std::vector<std::jthread> threads_;
  std::jthread acceptor_;
};

}  // namespace lab
