// Beast's HTTP/1 parser for replies, reporting to a ReceivedReply.
#pragma once

#include <boost/beast/http/basic_parser.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lab {

/// Whether the fields and the body of replies are kept or only counted.
enum class Keep { kNothing, kEverything };

struct ReceivedReply {
  int status = 0;
  std::uint64_t body_bytes = 0;
  bool keep_alive = false;  // another request may follow on this connection
  std::string worker;       // the X-Worker field, which names who answered
  std::vector<std::pair<std::string, std::string>> fields;  // Keep::kEverything only
  std::string body;                                         // Keep::kEverything only

  /// The value of the first field of that name, or empty.
  std::string_view field(std::string_view name) const;
};

/// The shortest chunked body, "0" CRLF CRLF. Beast aborts when it has seen "0" CRLF and is then fed
/// less than this; so a first chunk goes to it from this size on.
inline constexpr std::size_t kLeastChunked = 5;

class ReplyParser : public boost::beast::http::basic_parser<false> {
 public:
  ReplyParser(ReceivedReply& reply, Keep keep);

  /// The first chunk is next, or the first byte of its data.
  bool awaits_chunk() const { return is_header_done() && chunked() && reply_.body_bytes == 0; }

 private:
  using Error = boost::beast::error_code;
  using Text = boost::beast::string_view;
  void on_request_impl(boost::beast::http::verb, Text, Text, int, Error&) override {}
  void on_response_impl(int status, Text, int, Error&) override { reply_.status = status; }
  void on_field_impl(boost::beast::http::field, Text name, Text value, Error&) override;
  void on_header_impl(Error&) override { reply_.keep_alive = keep_alive(); }
  void on_body_init_impl(const boost::optional<std::uint64_t>&, Error&) override {}
  std::size_t on_body_impl(Text piece, Error&) override { return take(piece); }
  void on_chunk_header_impl(std::uint64_t, Text, Error&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, Text piece, Error&) override { return take(piece); }
  void on_finish_impl(Error&) override {}
  std::size_t take(Text piece);

  ReceivedReply& reply_;
  Keep keep_;
};

}  // namespace lab
