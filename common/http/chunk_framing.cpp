// The rules of RFC 9112 section 7.1 for what Beast would take too lightly: it looks for the end of
// a quoted extension beyond its line, and how far depends on how the bytes were cut.
#include "common/http/chunk_framing.hpp"

#include <cctype>
#include <optional>

namespace lab {
namespace {

constexpr auto npos = std::string_view::npos;
constexpr std::string_view kCrlf = "\r\n";

Refusal bad(std::string_view reason) { return {Status::kBadRequest, reason}; }

bool is_last_chunk(std::string_view line) {
  const auto digit = line.find_first_not_of('0');
  if (digit == 0) return false;
  return digit == npos || std::isxdigit(static_cast<unsigned char>(line[digit])) == 0;
}

/// `trailers`: whole lines, with the CRLF of each.
std::optional<Refusal> judge_trailers(std::string_view trailers) {
  while (!trailers.empty()) {
    const auto end = trailers.find(kCrlf);
    if (auto fault = judge_field_line(trailers.substr(0, end))) return fault;
    trailers.remove_prefix(end + kCrlf.size());
  }
  return {};
}

}  // namespace

std::variant<std::monostate, std::size_t, Refusal> find_chunk_framing(std::string_view bytes,
                                                                      bool first) {
  const auto start = first ? 0 : kCrlf.size();
  if (bytes.size() < start) return {};
  if (!first && !bytes.starts_with(kCrlf)) return bad("No CRLF follows the data of a chunk.");
  const auto end = bytes.find(kCrlf, start);
  if (end == npos) return {};
  const auto line = bytes.substr(start, end - start);
  if (!is_field_value(line)) return bad("A chunk's header holds a control character.");
  if (!is_last_chunk(line)) return end + kCrlf.size();
  const auto blank = bytes.find("\r\n\r\n", end);
  if (blank == npos) return {};
  if (auto fault = judge_trailers(bytes.substr(end + 2, blank - end))) return *fault;
  return blank + 4;
}

}  // namespace lab
