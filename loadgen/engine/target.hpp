// The server a load goes to: its name resolved and one of its addresses tried, before the clock.
#pragma once

#include "common/clock.hpp"
#include "common/http/url.hpp"
#include "common/net/address.hpp"
#include "common/net/unique_fd.hpp"

namespace lab {

struct Target {
  SocketAddress address;
  UniqueFd socket;  // connected to it; serves as the first connection, so that none is wasted
  Duration took{};  // to connect
};

/// The first address of `url` that takes a connection, each within `timeout`, at most 5 s.
Result<Target> reach(const Url& url, Duration timeout);

}  // namespace lab
