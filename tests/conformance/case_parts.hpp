// What the rows of the conformance table are put together from, and its parts.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/conformance/cases.hpp"

namespace lab::test {

inline const Answer kOk{200, Payload::kSome, {}};
inline const Answer kHello{200, Payload::kExactly, "hello\n"};
inline const Answer kOkToHead{200, Payload::kNone, {}};
inline const Answer kContinue{100, Payload::kNone, {}};

inline Answer echoed(std::string body) { return {200, Payload::kExactly, std::move(body)}; }
inline Answer status(int code) { return {code, Payload::kSome, {}}; }

inline std::string get(std::string_view fields) {
  return "GET /hello HTTP/1.1\r\nHost: a\r\n" + std::string(fields) + "\r\n";
}
inline std::string line(std::string_view request_line) {
  return std::string(request_line) + "\r\nHost: a\r\n\r\n";
}
inline std::string post(std::string_view fields, std::string_view body) {
  return "POST /echo HTTP/1.1\r\nHost: a\r\n" + std::string(fields) + "\r\n" + std::string(body);
}
inline std::string chunked(std::string_view body) {
  return post("Transfer-Encoding: chunked\r\n", body);
}
inline std::string sized(std::string_view body) {
  return post("Content-Length: " + std::to_string(body.size()) + "\r\n", body);
}

/// A GET whose head has exactly `size` bytes, thanks to one long header.
inline std::string head_of(std::size_t size) {
  const auto shortest = get("X: \r\n").size();
  return get("X: " + std::string(size - shortest, 'x') + "\r\n");
}
/// The same, thanks to a long target.
inline std::string line_of(std::size_t size) {
  const auto shortest = line("GET http:///hello HTTP/1.1").size();
  return line("GET http://" + std::string(size - shortest, 'a') + "/hello HTTP/1.1");
}

inline constexpr auto kMaxHeader = static_cast<std::size_t>(kCaseMaxHeader);
inline constexpr auto kMaxBody = static_cast<std::size_t>(kCaseMaxBody);

/// A request that must never be seen: it stands where only data or refused bytes are.
inline const std::string kSmuggled = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";

/// Who is asked and where a body ends: Host, lengths, codings (S1, S2).
std::vector<Case> framing_cases();
/// Chunks and trailers (S2).
std::vector<Case> chunk_cases();
/// The request line and the header lines (S3, S4).
std::vector<Case> head_cases();
/// The limits on lines, headers and bodies (S5).
std::vector<Case> limit_cases();
/// Expectations (S6).
std::vector<Case> expectation_cases();
/// How an exchange goes: HEAD, persistence, ends of stream (S7 to S9).
std::vector<Case> exchange_cases();

/// Several tables as one.
std::vector<Case> joined(std::initializer_list<std::vector<Case>> tables);

}  // namespace lab::test
