// HTTP requests and replies as plain values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

namespace lab {

enum class Method { kGet, kHead, kPost, kPut, kDelete, kOptions, kPatch, kTrace, kConnect };

std::string_view method_name(Method method);

enum class Status {
  kContinue = 100,
  kOk = 200,
  kBadRequest = 400,
  kForbidden = 403,
  kNotFound = 404,
  kMethodNotAllowed = 405,
  kRequestTimeout = 408,
  kContentTooLarge = 413,
  kUriTooLong = 414,
  kExpectationFailed = 417,
  kHeaderTooLarge = 431,
  kInternalError = 500,
  kNotImplemented = 501,
  kBadGateway = 502,
  kUnavailable = 503,
  kGatewayTimeout = 504,
  kVersionNotSupported = 505,
  kInsufficientStorage = 507,
};

/// The reason phrase, as RFC 9110 names it.
std::string_view reason_phrase(Status status);

/// One request, valid while its conversation waits for the answer; the views point into it.
struct Request {
  Method method = Method::kGet;
  std::string_view path;    // as sent, still percent-encoded; begins with '/' (or is "*")
  std::string_view query;   // without '?'; empty when there is none
  std::string_view accept;  // the Accept header, empty when absent
  std::string_view content_type;
  std::string body;
  std::string_view host;  // host[:port] of the target, else of the Host header; may be empty
  int minor_version = 1;  // of HTTP/1.x, as sent
};

/// A body of `bytes` times one letter, made while it is sent.
struct Filler {
  std::uint64_t bytes = 0;
};

struct Reply {
  Status status = Status::kOk;
  std::string_view content_type;  // a literal; empty when there is no body
  std::variant<std::string, Filler> body;
  std::string fields;  // further header lines, each with CRLF; only add() writes it

  /// Adds a header line. Neither part may hold CR or LF: peers' text never goes in here.
  void add(std::string_view name, std::string_view value);
  std::uint64_t body_size() const;
};

inline constexpr std::string_view kPlainText = "text/plain; charset=utf-8";
inline constexpr std::string_view kHtmlText = "text/html; charset=utf-8";
inline constexpr std::string_view kJsonText = "application/json";

/// A reply with one line of text for people.
Reply text_reply(Status status, std::string text);

/// Head of `reply` on the wire. `connection` is "close", "keep-alive" or empty (no such line).
std::string reply_head(const Reply& reply, std::string_view date, std::string_view connection);

}  // namespace lab
