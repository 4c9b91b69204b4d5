// Beast's HTTP/1 parser, used for the framing of request bodies only.
#pragma once

#include <boost/beast/http/basic_parser.hpp>
#include <string>

namespace lab {

/// The shortest chunked body, "0" CRLF CRLF. Beast aborts when it has seen "0" CRLF and is then fed
/// less than this; so a first chunk goes to it from this size on.
inline constexpr std::size_t kLeastChunked = 5;

/// Feeds on a head that judge_head() has accepted, then on body bytes, which it collects. Ignores
/// trailers. Never reads from a socket.
class RequestParser : public boost::beast::http::basic_parser<true> {
 public:
  /// `body` receives the content; more than `max_body` bytes are error::body_limit.
  RequestParser(std::string& body, std::uint64_t max_body);

 private:
  using Error = boost::beast::error_code;
  using Text = boost::beast::string_view;
  void on_request_impl(boost::beast::http::verb, Text, Text, int, Error&) override {}
  void on_response_impl(int, Text, int, Error&) override {}
  void on_field_impl(boost::beast::http::field, Text, Text, Error&) override {}
  void on_header_impl(Error&) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>& length, Error&) override;
  std::size_t on_body_impl(Text piece, Error&) override;
  void on_chunk_header_impl(std::uint64_t, Text, Error&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, Text piece, Error&) override;
  void on_finish_impl(Error&) override {}

  std::string& body_;
};

}  // namespace lab
