// What is known of one request out of several that were sent at once.
#pragma once

#include <optional>
#include <string>

#include "client/provenance.hpp"
#include "client/text.hpp"
#include "common/clock.hpp"

namespace lab {

/// Moments are times since the first request of all was started.
struct RequestFacts {
  Duration started{};                // before the handshake
  Duration connected{};              // and the request on its way
  Duration first_byte{};             // of the reply
  Duration ended{};                  // its last byte, or the moment of failure
  std::optional<Duration> served;    // sum of the server's steps, where it tells them
  std::optional<Answerer> answerer;  // where the server names it
  int status = 0;                    // 0: no whole reply came; then failure says why, and
  std::string failure;               // connected and first_byte mean nothing

  Duration latency() const { return ended - started; }
  bool replied() const { return status != 0; }
  bool good() const { return is_good(status); }
};

}  // namespace lab
