// The server that network calls go to, and a worker's kept-alive connections to it.
#pragma once

#include <deque>
#include <mutex>
#include <string>
#include <vector>

#include "common/net/address.hpp"
#include "common/net/unique_fd.hpp"
#include "server/job.hpp"

namespace lab {

/// May be used by many threads. Its connections are non-blocking sockets.
class Upstream {
 public:
  /// At least one address. `authority` is what the Host header says.
  Upstream(std::vector<SocketAddress> addresses, std::string authority)
      : addresses_(std::move(addresses)), authority_(std::move(authority)) {}

  /// To be tried in this order: "localhost" may be ::1 first, where nobody listens.
  const std::vector<SocketAddress>& addresses() const { return addresses_; }
  std::string request_for(const Network& call) const;

  /// A kept connection that its peer has not closed; none when there is none.
  UniqueFd take();
  void put(UniqueFd connection);

 private:
  std::vector<SocketAddress> addresses_;
  std::string authority_;
  std::mutex mutex_;
  std::deque<UniqueFd> kept_;  // the one used last is taken first: it is the least stale
};

}  // namespace lab
