// Collects a request's body.
#include "common/http/request_parser.hpp"

#include <algorithm>
#include <limits>

#include "common/http/chunk_framing.hpp"

namespace lab {
namespace {

constexpr std::uint64_t kMostReserved = 64 * 1024;

}  // namespace

RequestParser::RequestParser(std::string& body, std::uint64_t max_body) : body_(body) {
  // Beast's own header limit depends on how the bytes were cut; HeadFinder has bounded the head.
  header_limit(std::numeric_limits<std::uint32_t>::max());
  body_limit(max_body);
  eager(true);
}

std::variant<std::monostate, std::size_t, Refusal> RequestParser::sound_piece(
    std::string_view bytes) const {
  if (!chunked()) return bytes.size();
  if (chunk_left_ == 0) return find_chunk_framing(bytes, first_chunk_);
  return static_cast<std::size_t>(std::min<std::uint64_t>(bytes.size(), chunk_left_));
}

void RequestParser::on_body_init_impl(const boost::optional<std::uint64_t>& length, Error&) {
  // A peer that only announces a large body costs no memory for it.
  if (length) body_.reserve(std::min(*length, kMostReserved));
}

std::size_t RequestParser::on_body_impl(Text piece, Error&) {
  body_.append(piece.data(), piece.size());
  return piece.size();
}

void RequestParser::on_chunk_header_impl(std::uint64_t size, Text, Error&) {
  first_chunk_ = false;
  chunk_left_ = size;
}

std::size_t RequestParser::on_chunk_body_impl(std::uint64_t, Text piece, Error&) {
  chunk_left_ -= piece.size();
  body_.append(piece.data(), piece.size());
  return piece.size();
}

}  // namespace lab
