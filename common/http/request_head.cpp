// The rules of RFC 9112 for request lines, header lines and message framing.
#include "common/http/request_head.hpp"

#include <boost/beast/core/string.hpp>

#include <algorithm>
#include <cctype>

#include "common/units.hpp"

namespace lab {
namespace {

using boost::beast::iequals;
using Fault = std::optional<Refusal>;

constexpr auto npos = std::string_view::npos;

Refusal bad(std::string_view reason) { return {Status::kBadRequest, reason}; }

bool is_token_char(char c) {
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         kMarks.find(c) != npos;
}

bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_token_char);
}

/// Printable ASCII without blanks: what a request target may be made of.
bool is_visible(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

std::string_view trim(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// Cuts the part before the first `mark` off `rest`, which keeps what is behind it.
std::string_view take_until(std::string_view& rest, std::string_view mark) {
  const auto at = rest.find(mark);
  const auto part = rest.substr(0, at);
  rest.remove_prefix(at == npos ? rest.size() : at + mark.size());
  return part;
}

template <class Visit>
void for_each_item(std::string_view list, Visit visit) {
  bool more = !list.empty();
  while (more) {
    more = list.find(',') != npos;
    visit(trim(take_until(list, ",")));
  }
}

std::optional<Method> find_method(std::string_view name) {
  for (int i = 0; i <= static_cast<int>(Method::kConnect); ++i) {
    if (method_name(static_cast<Method>(i)) == name) return static_cast<Method>(i);
  }
  return std::nullopt;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// "HTTP/" DIGIT "." DIGIT, and a major version of 1.
Fault judge_version(std::string_view version, int& minor) {
  const bool well_formed = version.size() == 8 && version.starts_with("HTTP/") &&
                           is_digit(version[5]) && version[6] == '.' && is_digit(version[7]);
  if (!well_formed)
    return bad("The request line does not end with an HTTP version such as HTTP/1.1.");
  if (version[5] != '1') {
    return Refusal{Status::kVersionNotSupported, "This server speaks HTTP/1.0 and HTTP/1.1."};
  }
  minor = version[7] - '0';
  return {};
}

/// host [":" port] of RFC 9110 section 7.2, without user information. Empty is allowed there.
bool is_host(std::string_view host) {
  constexpr std::string_view kMarks = "-._~!$&'()*+,;=%";
  if (host.starts_with('[')) {
    const auto close = host.find(']');
    if (close == npos || close == 1 ||
        host.substr(1, close - 1).find_first_not_of("0123456789abcdefABCDEF:.") != npos) {
      return false;
    }
    host.remove_prefix(close + 1);
    if (!host.empty() && !host.starts_with(':')) return false;
  }
  auto port = host;
  const auto name = take_until(port, ":");
  return std::all_of(port.begin(), port.end(), is_digit) &&
         std::all_of(name.begin(), name.end(), [&](char c) {
           return std::isalnum(static_cast<unsigned char>(c)) || kMarks.find(c) != npos;
         });
}

/// host ":" port, which is all that a CONNECT may name.
bool is_host_and_port(std::string_view text) {
  const auto colon = text.rfind(':');
  return colon != npos && colon != 0 && colon + 1 != text.size() &&
         text.find_first_not_of("0123456789", colon + 1) == npos && is_host(text);
}

/// Splits an origin-form ("/x?y") or absolute-form ("http://host/x?y") target into path and query.
Fault judge_target(std::string_view target, RequestHead& head) {
  if (!is_visible(target) || target.find('#') != npos) {
    return bad(
        "The request target holds a blank, a control character, a non-ASCII byte or a fragment.");
  }
  if (head.method == Method::kConnect) {  // authority-form; refused later, as we are no proxy
    if (!is_host_and_port(target)) return bad("CONNECT names no host and port.");
    head.path = target;
    return {};
  }
  const bool absolute = iequals(target.substr(0, 7), "http://");
  if (absolute) {
    target.remove_prefix(7);
    const auto authority = target.substr(0, target.find_first_of("/?"));
    const bool names_host = !authority.empty() && !authority.starts_with(':') && is_host(authority);
    if (!names_host) return bad("The request target has no valid host.");
    head.host = authority;
    target.remove_prefix(authority.size());
  }
  const bool asterisk = target == "*" && head.method == Method::kOptions;
  if (!absolute && !asterisk && !target.starts_with('/')) {
    return bad("The request target is neither a path nor a URL.");
  }
  const auto path = take_until(target, "?");
  head.path = path.empty() ? std::string_view("/") : path;  // "http://host?a=1" has none
  head.query = target;
  return {};
}

Fault judge_request_line(std::string_view line, RequestHead& head) {
  const auto method = take_until(line, " ");
  const auto target = take_until(line, " ");
  if (!is_token(method)) return bad("The request line does not begin with a method.");
  if (auto fault = judge_version(line, head.minor_version)) return fault;
  const auto known = find_method(method);
  if (!known) return Refusal{Status::kNotImplemented, "This server does not know that method."};
  head.method = *known;
  return judge_target(target, head);
}

/// What the header lines say about framing and persistence, gathered before it is judged.
struct Framing {
  int hosts = 0;
  int lengths = 0;
  std::uint64_t length = 0;
  bool length_is_plain = true;
  int codings = 0;
  int chunked = 0;
  bool transfer_encoding = false;
  bool close = false;
  bool keep_alive = false;
};

void note_length(std::string_view value, Framing& framing) {
  const auto length = parse_count(value);
  ++framing.lengths;
  framing.length_is_plain = framing.length_is_plain && length.has_value();
  framing.length = length ? *length : 0;
}

void note_codings(std::string_view value, Framing& framing) {
  framing.transfer_encoding = true;
  for_each_item(value, [&](std::string_view coding) {
    ++framing.codings;
    if (iequals(coding, "chunked")) ++framing.chunked;
  });
}

void note_connection(std::string_view value, Framing& framing) {
  for_each_item(value, [&](std::string_view option) {
    framing.close = framing.close || iequals(option, "close");
    framing.keep_alive = framing.keep_alive || iequals(option, "keep-alive");
  });
}

Fault judge_field(std::string_view name, std::string_view value, RequestHead& head,
                  Framing& framing) {
  if (iequals(name, "Host")) {
    ++framing.hosts;
    if (head.host.empty()) head.host = value;  // a host in the target comes before it
    if (!is_host(value)) return bad("The Host header is not a host with an optional port.");
  } else if (iequals(name, "Content-Length")) {
    note_length(value, framing);
  } else if (iequals(name, "Transfer-Encoding")) {
    note_codings(value, framing);
  } else if (iequals(name, "Connection")) {
    note_connection(value, framing);
  } else if (iequals(name, "Expect")) {
    if (!iequals(value, "100-continue")) {
      return Refusal{Status::kExpectationFailed,
                     "The only expectation this server meets is 100-continue."};
    }
    if (head.minor_version >= 1) head.expectation = Expectation::kContinue;
  } else if (iequals(name, "Accept")) {
    head.accept = value;
  } else if (iequals(name, "Content-Type")) {
    head.content_type = value;
  }
  return {};
}

Fault judge_line(std::string_view line, RequestHead& head, Framing& framing) {
  if (auto fault = judge_field_line(line)) return fault;
  const auto colon = line.find(':');
  return judge_field(line.substr(0, colon), trim(line.substr(colon + 1)), head, framing);
}

Fault judge_codings(const RequestHead& head, const Framing& framing) {
  if (head.minor_version == 0) return bad("Transfer-Encoding does not exist in HTTP/1.0.");
  if (framing.lengths > 0) return bad("Content-Length and Transfer-Encoding exclude each other.");
  if (framing.codings != framing.chunked) {
    return Refusal{Status::kNotImplemented,
                   "The only transfer coding this server knows is chunked."};
  }
  if (framing.chunked != 1) return bad("Transfer-Encoding must be chunked, once.");
  return {};
}

/// RFC 9112 section 6.3: a message has one length that every reader agrees on.
Fault judge_framing(RequestHead& head, const Framing& framing) {
  if (framing.hosts > 1) return bad("There is more than one Host header.");
  if (framing.hosts == 0 && head.minor_version >= 1) return bad("HTTP/1.1 needs a Host header.");
  if (framing.lengths > 1) return bad("There is more than one Content-Length.");
  if (!framing.length_is_plain)
    return bad("Content-Length is not a plain number of at most 64 bits.");
  if (framing.transfer_encoding) {
    if (auto fault = judge_codings(head, framing)) return fault;
  }
  head.chunked = framing.transfer_encoding;
  head.content_length = framing.length;
  head.keep_alive = !framing.close && (head.minor_version >= 1 || framing.keep_alive);
  return {};
}

}  // namespace

bool is_field_value(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return c == '\t' || (c != 0x7f && static_cast<unsigned char>(c) >= 0x20);
  });
}

std::optional<Refusal> judge_field_line(std::string_view line) {
  if (line.starts_with(' ') || line.starts_with('\t')) return bad("A header line is folded.");
  const auto colon = line.find(':');
  if (colon == npos) return bad("A header line has no colon.");
  if (!is_token(line.substr(0, colon)))
    return bad("A header name holds a blank or another forbidden character.");
  if (!is_field_value(line.substr(colon + 1))) {
    return bad("A header value holds a control character.");
  }
  return {};
}

std::variant<std::monostate, std::size_t, Refusal> HeadFinder::look(std::string_view bytes) {
  const auto visible = bytes.substr(0, std::min<std::uint64_t>(bytes.size(), max_bytes_));
  for (;;) {
    const auto feed = visible.find('\n', scanned_);
    if (feed == npos) break;
    if (feed == 0 || visible[feed - 1] != '\r')
      return bad("A line ends with LF alone instead of CRLF.");
    const bool blank = feed - 1 == line_;
    scanned_ = feed + 1;
    if (blank) return scanned_;
    line_ = scanned_;
  }
  scanned_ = visible.size();
  if (bytes.size() < max_bytes_) return std::monostate{};
  if (line_ == 0)
    return Refusal{Status::kUriTooLong, "The request line is longer than this server accepts."};
  return Refusal{Status::kHeaderTooLarge, "The headers are longer than this server accepts."};
}

std::variant<RequestHead, Refusal> judge_head(std::string_view bytes) {
  RequestHead head;
  Framing framing;
  if (auto fault = judge_request_line(take_until(bytes, "\r\n"), head)) return *fault;
  while (bytes != "\r\n" && !bytes.empty()) {
    if (auto fault = judge_line(take_until(bytes, "\r\n"), head, framing)) return *fault;
  }
  if (auto fault = judge_framing(head, framing)) return *fault;
  return head;
}

}  // namespace lab
