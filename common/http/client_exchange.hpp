// One reply as a client reads it, without I/O: bytes in, result out.
#pragma once

#include <optional>
#include <string_view>

#include "common/http/byte_queue.hpp"
#include "common/http/message.hpp"
#include "common/http/reply_parser.hpp"

namespace lab {

/// Reads replies one after another off one connection. 1xx replies are passed over. Memory: at most
/// one incomplete line or header block (1 MiB), whatever the reply's size.
class ClientExchange {
 public:
  enum class State { kReading, kDone, kBroken };

  explicit ClientExchange(Keep keep = Keep::kNothing) : keep_(keep) {}
  ClientExchange(const ClientExchange&) = delete;  // the parser refers to reply_
  ClientExchange& operator=(const ClientExchange&) = delete;

  /// A request of this method has been sent; forgets the reply before it.
  void begin(Method method);
  /// Takes all of `bytes`; what lies behind the reply's end is surplus().
  State feed(std::string_view bytes);
  /// The peer closed: the end of a reply without a length, or a broken one.
  State end_of_stream();

  const ReceivedReply& reply() const { return reply_; }
  /// A byte of the reply (or of a 1xx before it) has come.
  bool started() const { return started_; }
  /// Bytes came that belong to no reply: the connection must not be used again.
  bool surplus() const { return surplus_; }

 private:
  void restart();
  State parse(std::string_view bytes, std::size_t& used);

  Keep keep_;
  Method method_ = Method::kGet;
  State state_ = State::kDone;
  bool started_ = false;
  bool surplus_ = false;
  ReceivedReply reply_;
  std::optional<ReplyParser> parser_;
  ByteQueue pending_;  // an incomplete line, until the rest comes
};

}  // namespace lab
