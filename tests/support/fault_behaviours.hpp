// The table of misbehaviours: what is answered to which path, and in which way it is sent.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/http/query.hpp"
#include "tests/support/fault_peer.hpp"

namespace lab {

/// What becomes of the connection after a request.
enum class After {
  kKeep,
  kClose,
  kReset,
  kLinger,      // half-closed, then read to its end
  kDropNext,    // the next request is read and then the connection closed
  kDropLate,    // the same, 100 ms later
  kResetOnNext  // or reset
};

struct FaultRequest {
  std::string method;
  std::string path;
  QueryPairs query;
  FaultLog::Entry entry;

  std::optional<std::uint64_t> number(std::string_view name) const;
};

struct Behaviour {
  std::string_view path;
  std::string reply;
  After after = After::kKeep;
  std::string for_ever{};                                              // repeated behind the reply
  After (*act)(const FaultPeer& peer, const FaultRequest&) = nullptr;  // instead of all that
  bool early = false;  // answered when there is a request line
};

/// The row of a path; an unknown one gets a 404.
const Behaviour& behaviour_of(std::string_view path);

/// From "GET /path?query HTTP/1.1".
FaultRequest parse_request_line(std::string_view line);

After answer(const FaultPeer& peer, const Behaviour& behaviour, const FaultRequest& request);

}  // namespace lab
