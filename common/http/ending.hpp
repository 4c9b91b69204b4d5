// How connections end.
#pragma once

#include <cstddef>
#include <string_view>

namespace lab {

/// Each connection has exactly one.
enum class Ending {
  kClosedByPeer,  // between requests
  kClosedByUs,    // after a reply that said so
  kIdle,          // nothing came in time
  kPreempted,     // idle, and its worker was wanted by another connection
  kDrained,       // idle while the server drains
  kRefused,       // broken or unacceptable request, answered with a 4xx or 5xx
  kTimedOut,      // a request or the reading of a reply took too long
  kAborted,       // the peer left, or failed, in the middle of a request or reply
};
inline constexpr std::size_t kEndings = 8;
std::string_view ending_name(Ending ending);

}  // namespace lab
