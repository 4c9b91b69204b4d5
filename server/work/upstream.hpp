// The server that network calls go to, and a worker's kept-alive connections to it.
#pragma once

#include <deque>
#include <mutex>
#include <string>

#include "common/net/address.hpp"
#include "common/net/unique_fd.hpp"
#include "server/job.hpp"

namespace lab {

/// May be used by many threads. Its connections are non-blocking sockets.
class Upstream {
 public:
  /// `authority` is what the Host header says.
  Upstream(SocketAddress address, std::string authority)
      : address_(address), authority_(std::move(authority)) {}

  const SocketAddress& address() const { return address_; }
  std::string request_for(const Network& call) const;

  /// A kept connection that its peer has not closed; none when there is none.
  UniqueFd take();
  void put(UniqueFd connection);

 private:
  SocketAddress address_;
  std::string authority_;
  std::mutex mutex_;
  std::deque<UniqueFd> kept_;  // the one used last is taken first: it is the least stale
};

}  // namespace lab
