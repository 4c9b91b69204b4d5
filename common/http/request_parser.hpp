// Beast's HTTP/1 parser, used for the framing of request bodies only.
#pragma once

#include <boost/beast/http/basic_parser.hpp>
#include <string>
#include <string_view>
#include <variant>

#include "common/http/request_head.hpp"

namespace lab {

/// Feeds on a head that judge_head() has accepted, then on body bytes, which it collects. Ignores
/// trailers. Never reads from a socket. What Beast makes of half a line of chunk framing depends on
/// where it was cut, so it is fed piece by piece, each piece as long as sound_piece() says.
class RequestParser : public boost::beast::http::basic_parser<true> {
 public:
  /// `body` receives the content; more than `max_body` bytes are error::body_limit.
  RequestParser(std::string& body, std::uint64_t max_body);

  /// How many of `bytes`, which are the next ones of the body, may be put() at once; no value when
  /// more must come before that can be told; or a refusal.
  std::variant<std::monostate, std::size_t, Refusal> sound_piece(std::string_view bytes) const;

 private:
  using Error = boost::beast::error_code;
  using Text = boost::beast::string_view;
  void on_request_impl(boost::beast::http::verb, Text, Text, int, Error&) override {}
  void on_response_impl(int, Text, int, Error&) override {}
  void on_field_impl(boost::beast::http::field, Text, Text, Error&) override {}
  void on_header_impl(Error&) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>& length, Error&) override;
  std::size_t on_body_impl(Text piece, Error&) override;
  void on_chunk_header_impl(std::uint64_t size, Text, Error&) override;
  std::size_t on_chunk_body_impl(std::uint64_t, Text piece, Error&) override;
  void on_finish_impl(Error&) override {}

  std::string& body_;
  bool first_chunk_ = true;
  std::uint64_t chunk_left_ = 0;  // of the data of the chunk under way
};

}  // namespace lab
