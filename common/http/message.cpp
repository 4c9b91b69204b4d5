// Names of methods and statuses, and a reply's head on the wire.
#include "common/http/message.hpp"

#include <fmt/format.h>

#include <array>
#include <cassert>

namespace lab {
namespace {

constexpr std::array<std::string_view, 9> kMethods{"GET",     "HEAD",  "POST",  "PUT",    "DELETE",
                                                   "OPTIONS", "PATCH", "TRACE", "CONNECT"};

/// A header's line, or nothing when it has no value.
std::string field_line(std::string_view name, std::string_view value) {
  return value.empty() ? std::string() : fmt::format("{}: {}\r\n", name, value);
}

}  // namespace

std::string_view method_name(Method method) { return kMethods[static_cast<std::size_t>(method)]; }

std::string_view reason_phrase(Status status) {
  switch (status) {
    case Status::kContinue:
      return "Continue";
    case Status::kOk:
      return "OK";
    case Status::kBadRequest:
      return "Bad Request";
    case Status::kForbidden:
      return "Forbidden";
    case Status::kNotFound:
      return "Not Found";
    case Status::kMethodNotAllowed:
      return "Method Not Allowed";
    case Status::kRequestTimeout:
      return "Request Timeout";
    case Status::kContentTooLarge:
      return "Content Too Large";
    case Status::kUriTooLong:
      return "URI Too Long";
    case Status::kExpectationFailed:
      return "Expectation Failed";
    case Status::kHeaderTooLarge:
      return "Request Header Fields Too Large";
    case Status::kInternalError:
      return "Internal Server Error";
    case Status::kNotImplemented:
      return "Not Implemented";
    case Status::kBadGateway:
      return "Bad Gateway";
    case Status::kUnavailable:
      return "Service Unavailable";
    case Status::kGatewayTimeout:
      return "Gateway Timeout";
    case Status::kVersionNotSupported:
      return "HTTP Version Not Supported";
    case Status::kInsufficientStorage:
      return "Insufficient Storage";
  }
  return "Unknown";
}

void Reply::add(std::string_view name, std::string_view value) {
  assert(name.find_first_of("\r\n:") == std::string_view::npos);
  assert(value.find_first_of("\r\n") == std::string_view::npos);
  fields.append(name).append(": ").append(value).append("\r\n");
}

std::uint64_t Reply::body_size() const {
  if (const auto* filler = std::get_if<Filler>(&body)) return filler->bytes;
  return std::get<std::string>(body).size();
}

Reply text_reply(Status status, std::string text) {
  Reply reply;
  reply.status = status;
  reply.content_type = kPlainText;
  text += '\n';
  reply.body = std::move(text);
  return reply;
}

std::string reply_head(const Reply& reply, std::string_view date, std::string_view connection) {
  return fmt::format("HTTP/1.1 {} {}\r\nDate: {}\r\n{}Content-Length: {}\r\n{}{}\r\n",
                     static_cast<int>(reply.status), reason_phrase(reply.status), date,
                     field_line("Content-Type", reply.content_type), reply.body_size(),
                     field_line("Connection", connection), reply.fields);
}

}  // namespace lab
