// What one connection may cost: sizes and deadlines of the HTTP server.
#pragma once

#include <cstdint>

#include "common/clock.hpp"

namespace lab {

struct Limits {
  std::uint64_t max_header = 16 * 1024;  // request line and headers, with the blank line
  std::uint64_t max_body = 1024 * 1024;  // after removal of chunk framing
  Duration header_timeout =
      std::chrono::seconds(10);                       // from accept, or from a request's first byte
  Duration body_timeout = std::chrono::seconds(30);   // from the end of the head
  Duration idle_timeout = std::chrono::seconds(60);   // between requests
  Duration write_timeout = std::chrono::seconds(30);  // for one whole reply
  // While draining, a connection that never sent a byte gets this long for its first request.
  Duration drain_first_request = std::chrono::seconds(2);
  Duration linger_timeout =
      std::chrono::seconds(2);                   // after a refusal: reads and discards, so that
  std::uint64_t linger_bytes = 4 * 1024 * 1024;  // the peer can read the reply before a reset
};

/// A reply's body is handed out in pieces of at most this size.
inline constexpr std::size_t kReplyPiece = 64 * 1024;

}  // namespace lab
