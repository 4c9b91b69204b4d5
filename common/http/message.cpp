// Names of methods and statuses, and a reply's head on the wire.
#include "common/http/message.hpp"

#include <fmt/format.h>

#include <array>
#include <cassert>
#include <iterator>

namespace lab {
namespace {

constexpr std::array<std::string_view, 9> kMethods{"GET",     "HEAD",  "POST",  "PUT",    "DELETE",
                                                   "OPTIONS", "PATCH", "TRACE", "CONNECT"};

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
  std::string head;
  head.reserve(256);
  auto out = std::back_inserter(head);
  fmt::format_to(out, "HTTP/1.1 {} {}\r\nDate: {}\r\n", static_cast<int>(reply.status),
                 reason_phrase(reply.status), date);
  if (!reply.content_type.empty()) fmt::format_to(out, "Content-Type: {}\r\n", reply.content_type);
  fmt::format_to(out, "Content-Length: {}\r\n", reply.body_size());
  if (!connection.empty()) fmt::format_to(out, "Connection: {}\r\n", connection);
  head.append(reply.fields).append("\r\n");
  return head;
}

}  // namespace lab
