// Tries the addresses of a name one after another.
#include "loadgen/engine/target.hpp"

#include <algorithm>

#include "common/net/poll.hpp"

namespace lab {
namespace {

constexpr Duration kLongestTry = std::chrono::seconds(5);

/// Where the plan says that the server's name leads, or where the resolver does.
Result<std::vector<SocketAddress>> addresses_of(const LoadPlan& plan) {
  if (plan.network.unix_socket) return std::vector{*plan.network.unix_socket};
  for (const auto& pin : plan.network.pins) {
    if (pin.host == plan.server.host && pin.port == plan.server.port) return pin.addresses;
  }
  return resolve(plan.server.host, plan.server.port);
}

Result<std::shared_ptr<const TlsContext>> tls_of(const LoadPlan& plan) {
  if (plan.server.scheme != Scheme::kHttps) return std::shared_ptr<const TlsContext>();
  auto made = TlsContext::make(plan.network.tls, plan.server.host);
  if (!made) return made.error();
  return std::make_shared<const TlsContext>(std::move(*made));
}

Result<void> secure(Stream& stream, TimePoint deadline) {
  while (stream.needs_handshake()) {
    const auto step = stream.handshake();
    if (step == Step::kBroken) return problem("{}", stream.failure());
    const short events = step == Step::kWantsWrite ? POLLOUT : POLLIN;
    if (step != Step::kDone && !wait_in_time(stream.fd(), events, deadline))
      return problem("the TLS handshake took too long");
  }
  return {};
}

}  // namespace

Result<Target> reach(const LoadPlan& plan) {
  const auto addresses = addresses_of(plan);
  if (!addresses) return addresses.error();
  const auto tls = tls_of(plan);
  if (!tls) return tls.error();
  Problem last;
  for (const auto& address : *addresses) {
    const Access access{{address, plan.network.from}, *tls};
    const auto started = Clock::now();
    const auto deadline = started + std::min(plan.timeout, kLongestTry);
    auto socket = connect_to(access.route, deadline);
    if (!socket) {
      last = socket.error();
      continue;
    }
    Target target{access, Stream(std::move(*socket), access.tls.get()), {}};
    // As with curl, a server that is there but not trusted is no reason to look for another.
    if (const auto secured = secure(target.stream, deadline); !secured)
      return problem("cannot connect to {}: {}", address.text(), secured.error().text);
    target.took = Clock::now() - started;
    return target;
  }
  return last;
}

}  // namespace lab
