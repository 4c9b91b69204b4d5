// Binding, with a plain bind first, since SO_REUSEPORT alone would hide a busy port.
#include "server/listeners.hpp"

#include "common/net/listener.hpp"

namespace lab {
namespace {

/// Host and port are one address: either can be at fault.
Problem naming(std::string_view host_option, std::string_view port_option, const Problem& fault) {
  return problem("{}: {} (port 0 picks a free one; the address is {}'s)", port_option, fault.text,
                 host_option);
}

/// One socket a slot on the same port. The first finds the port when 0 was asked for.
Result<std::vector<UniqueFd>> bind_queue_each(const SocketAddress& wanted,
                                              const ServerOptions& options) {
  std::vector<UniqueFd> sockets;
  auto address = wanted;
  for (int i = 0; i < options.workers; ++i) {
    auto socket = listen_on(address, options.backlog, PortSharing::kReusePort);
    if (!socket) return socket.error();
    if (i == 0) address = local_address(socket->get());
    sockets.push_back(std::move(*socket));
  }
  return sockets;
}

Result<std::vector<UniqueFd>> bind_workers(const SocketAddress& wanted,
                                           const ServerOptions& options) {
  std::vector<UniqueFd> sockets;
  auto plain = listen_on(wanted, options.backlog, PortSharing::kExclusive);
  if (!plain) return plain.error();
  if (options.model == ModelKind::kAsync) {
    plain->reset();
    return bind_queue_each(wanted, options);
  }
  sockets.push_back(std::move(*plain));
  return sockets;
}

/// The addresses that network calls go to: another's, or that of a socket of ours.
Result<void> find_upstream(const ServerOptions& options, Listeners& listeners) {
  if (options.upstream) {
    auto found = resolve(options.upstream->host, options.upstream->port);
    if (!found) return problem("--upstream: {}", found.error().text);
    listeners.upstream_addresses = *std::move(found);
    return {};
  }
  auto backend = listen_on(*numeric_address("127.0.0.1", 0), SOMAXCONN, PortSharing::kExclusive);
  if (!backend) return backend.error();
  listeners.backend = std::move(*backend);
  listeners.upstream_addresses = {local_address(listeners.backend.get())};
  return {};
}

}  // namespace

int Listeners::of_worker(int slot) const {
  return workers[workers.size() == 1 ? 0 : static_cast<std::size_t>(slot)].get();
}

void Listeners::close() {
  workers.clear();
  admin.reset();
  state.reset();
  backend.reset();
}

Result<Listeners> bind_listeners(const ServerOptions& options) {
  const auto address = numeric_address(options.host, options.port);
  if (!address) return problem("--host: {}", address.error().text);
  const auto admin_address = numeric_address(options.admin_host, options.admin_port);
  if (!admin_address) return problem("--admin-host: {}", admin_address.error().text);

  Listeners listeners;
  auto workers = bind_workers(*address, options);
  if (!workers) return naming("--host", "--port", workers.error());
  listeners.workers = std::move(*workers);
  auto admin = listen_on(*admin_address, options.backlog, PortSharing::kExclusive);
  if (!admin) return naming("--admin-host", "--admin-port", admin.error());
  listeners.admin = std::move(*admin);
  auto state = listen_on(unnamed_unix_address(), SOMAXCONN, PortSharing::kExclusive);
  if (!state) return state.error();
  listeners.state = std::move(*state);
  if (auto upstream = find_upstream(options, listeners); !upstream) return upstream.error();
  listeners.address = local_address(listeners.workers.front().get());
  listeners.admin_address = local_address(listeners.admin.get());
  listeners.state_address = local_address(listeners.state.get());
  return listeners;
}

}  // namespace lab
