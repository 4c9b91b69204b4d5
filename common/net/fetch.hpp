// A blocking HTTP request with the times of its phases, for tools and tests.
#pragma once

#include <string>

#include "common/clock.hpp"
#include "common/http/message.hpp"
#include "common/http/reply_parser.hpp"
#include "common/http/url.hpp"
#include "common/result.hpp"

namespace lab {

struct Fetched {
  ReceivedReply reply;
  Duration connect{};   // TCP handshake
  Duration wait{};      // from the request's last byte to the reply's first
  Duration transfer{};  // from the reply's first byte to its last
  TimePoint started;    // before the handshake
};

/// One request on a connection of its own, which is closed afterwards. A Problem when no whole
/// reply came within `timeout`; an error status is a reply. `method` GET or HEAD.
Result<Fetched> fetch(const Url& url, Duration timeout, Method method = Method::kGet);

}  // namespace lab
