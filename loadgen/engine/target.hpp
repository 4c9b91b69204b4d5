// The server a load goes to: its name resolved and one of its addresses tried, before the clock.
#pragma once

#include <memory>
#include <optional>

#include "common/clock.hpp"
#include "common/net/listener.hpp"
#include "loadgen/engine/plan.hpp"
#include "loadgen/engine/stream.hpp"

namespace lab {

/// How every connection of a load is opened.
struct Access {
  Route route;
  std::shared_ptr<const TlsContext> tls;  // none: in clear
};

struct Target {
  Access access;
  Stream stream;    // open; serves as the first connection, so that none is wasted
  Duration took{};  // to connect, TLS handshake included
};

/// The first address of the plan's server that takes a connection, each within the plan's timeout,
/// at most 5 s.
Result<Target> reach(const LoadPlan& plan);

}  // namespace lab
