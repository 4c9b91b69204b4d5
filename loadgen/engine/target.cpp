// Tries the addresses of a name one after another.
#include "loadgen/engine/target.hpp"

#include <algorithm>

#include "common/net/listener.hpp"

namespace lab {
namespace {

constexpr Duration kLongestTry = std::chrono::seconds(5);

}  // namespace

Result<Target> reach(const Url& url, Duration timeout) {
  const auto addresses = resolve(url.host, url.port);
  if (!addresses) return addresses.error();
  Problem last;
  for (const auto& address : *addresses) {
    const auto started = Clock::now();
    auto socket = connect_to(address, started + std::min(timeout, kLongestTry));
    if (socket) return Target{address, std::move(*socket), Clock::now() - started};
    last = socket.error();
  }
  return last;
}

}  // namespace lab
