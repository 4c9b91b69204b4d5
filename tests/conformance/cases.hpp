// What a server must answer to which bytes: one table, run without a socket and over TCP.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace lab::test {

/// Servers under this table run with these limits, so that cases at a limit are short.
inline constexpr std::uint64_t kCaseMaxHeader = 1024;
inline constexpr std::uint64_t kCaseMaxBody = 2048;

/// They serve GET and HEAD / and /hello and POST /echo; other methods are 405 there, other paths
/// 404. What they say beyond the status is compared for /hello and /echo alone.
inline constexpr std::string_view kGoodRequest = "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n";

/// What follows the head of a final reply.
enum class Payload { kSome, kNone, kExactly };  // kNone: the reply to a HEAD

struct Answer {
  int status = 0;
  Payload payload = Payload::kSome;
  std::string body;  // for kExactly
};

/// The connection after the last answer.
enum class After {
  kOpen,     // ready for another request
  kClosed,   // the last answer says so, and nothing that follows is ever a request
  kWaiting,  // the request is not whole: no answer to it, and its end is an abort
};

struct Case {
  std::string family;  // S1 to S9 of CASES.md
  std::string name;
  std::string section;  // of RFC 9110 or 9112
  std::string bytes;
  std::vector<Answer> answers;  // final and interim ones, in order
  After after = After::kOpen;
  std::string later = {};         // sent only when everything before was answered
  bool interim_may_vary = false;  // whether a 100 comes depends on what had arrived
};

const std::vector<Case>& conformance_cases();
/// Those whose requests are whole: the others would take a good one behind them for their rest.
std::vector<Case> whole_cases();

/// The same case where a good request came first.
Case behind_good(Case one);
/// The same case with a good request at its end, which is answered only if the connection is open.
Case before_good(Case one);

}  // namespace lab::test
