// The listening sockets of a server, all bound before its first fork.
#pragma once

#include <vector>

#include "common/net/address.hpp"
#include "common/net/unique_fd.hpp"
#include "common/result.hpp"
#include "server/options.hpp"

namespace lab {

struct Listeners {
  std::vector<UniqueFd>
      workers;  // async: one a worker slot, each with its own queue; else one for all
  UniqueFd admin;
  UniqueFd state;         // a Unix socket, for the workers' shared counter
  UniqueFd backend;       // of the embedded upstream; none when there is another
  SocketAddress address;  // as bound: port 0 has become a real one
  SocketAddress admin_address;
  SocketAddress state_address;
  std::vector<SocketAddress> upstream_addresses;  // to be tried in this order

  /// The socket that worker `slot` accepts from.
  int of_worker(int slot) const;
  /// Gives up this process's hold on all of them.
  void close();
};

/// Binds everything, or says in one line what cannot be bound and why.
Result<Listeners> bind_listeners(const ServerOptions& options);

}  // namespace lab
