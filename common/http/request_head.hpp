// Judges the head of a request from its bytes alone: what it asks for, or why it is refused.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

#include "common/http/message.hpp"

namespace lab {

/// A request that is answered with an error status and the end of its connection.
struct Refusal {
  Status status = Status::kBadRequest;
  std::string_view reason;  // a literal: one sentence for people
};

enum class Expectation { kNone, kContinue };

/// What an accepted head says. The views point into its bytes.
struct RequestHead {
  Method method = Method::kGet;
  std::string_view path;
  std::string_view query;
  std::string_view accept;
  std::string_view content_type;
  std::string_view host;
  int minor_version = 1;  // of HTTP/1.x; 2 to 9 are served as 1
  bool keep_alive = true;
  bool chunked = false;  // else the body has `content_length` bytes
  std::uint64_t content_length = 0;
  Expectation expectation = Expectation::kNone;

  bool has_body() const { return chunked || content_length > 0; }
};

/// Finds the blank line that ends a head, reading every byte once however it arrives, and refusing
/// lines that end with LF alone. Limit: the head with its blank line has at most `max_bytes`.
class HeadFinder {
 public:
  explicit HeadFinder(std::uint64_t max_bytes) : max_bytes_(max_bytes) {}

  /// `bytes`: the head as far as it came, always from its first byte. The length of the head when
  /// it is complete, no value when more must come, or a refusal.
  std::variant<std::monostate, std::size_t, Refusal> look(std::string_view bytes);
  void reset() { line_ = scanned_ = 0; }

 private:
  std::uint64_t max_bytes_;
  std::size_t line_ = 0;     // where the current line begins
  std::size_t scanned_ = 0;  // everything before was looked at
};

/// A header value may hold blanks, tabs and bytes above 127, but no control characters.
bool is_field_value(std::string_view text);

/// Why `line`, without its CRLF, is no header line; no value when it is one.
std::optional<Refusal> judge_field_line(std::string_view line);

/// Judges a complete head that ends with its blank line (RFC 9110, RFC 9112). Stricter than the
/// standard allows wherever leniency lets two readers of the same bytes disagree.
std::variant<RequestHead, Refusal> judge_head(std::string_view head);

}  // namespace lab
