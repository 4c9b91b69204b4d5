// A request with the moments of its life.
#pragma once

#include "common/clock.hpp"
#include "common/http/message.hpp"
#include "common/http/reply_parser.hpp"
#include "common/http/url.hpp"
#include "common/result.hpp"

namespace lab {

/// Each moment is no earlier than the one before.
struct TimedReply {
  ReceivedReply reply;
  TimePoint started;  // before the handshake
  TimePoint connected;
  TimePoint first_byte;  // of the reply; until then the request was sent and waited for
  TimePoint ended;
};

/// fetch() with moments that leave no gap between them.
Result<TimedReply> timed_fetch(const Url& url, Duration timeout, Method method = Method::kGet);

}  // namespace lab
