// A TCP client that sends what it is told, byte by byte if need be, and reads what comes.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/http/message.hpp"
#include "common/http/reply_parser.hpp"
#include "common/http/url.hpp"
#include "common/net/unique_fd.hpp"
#include "tests/support/server_under_test.hpp"

namespace lab {

/// The head of a request, without a body: "GET /io HTTP/1.1", Host, the further lines, a blank one.
std::string request_to(std::string_view target, std::string_view method = "GET",
                       std::string_view more_lines = "");

class RawClient {
 public:
  explicit RawClient(const Url& server);
  explicit RawClient(const ServerUnderTest& server) : RawClient(server.url("/")) {}

  /// Sends all of it; false when the peer has gone or takes no more within kPatience.
  bool send(std::string_view bytes);
  /// Sends `piece` over and over until a byte of a reply is here or the peer has gone.
  void send_until_answered(std::string_view piece);
  void half_close();
  void close() { socket_.reset(); }

  /// The next reply, whole; nothing when the stream ends first or it takes too long.
  std::optional<ReceivedReply> reply(Method method = Method::kGet, Duration patience = kPatience);
  /// The reply to a request, sent just before.
  ReceivedReply ask(std::string_view target);

  bool readable(Duration patience);
  /// What has come and no reply() took.
  const std::string& unread() const { return unread_; }
  /// Waits for more of it; false when the stream has ended or nothing comes.
  bool read_more(Duration patience = kPatience) { return read_some(Clock::now() + patience); }

  enum class End { kClosed, kReset, kStillOpen };
  /// Reads and drops until the stream ends.
  End end(Duration patience = kPatience);
  /// Reads until the stream ends and keeps it all as unread().
  End read_to_end(Duration patience = kPatience);
  /// Reads and drops at most that many bytes; false at the end of the stream.
  bool drop(std::size_t most);
  /// Bytes that end() and drop() dropped.
  std::size_t dropped() const { return dropped_; }

 private:
  /// False at the stream's end.
  bool read_some(TimePoint deadline);

  UniqueFd socket_;
  std::string unread_;
  std::optional<End> end_;
  std::size_t dropped_ = 0;
};

using Clients = std::vector<std::unique_ptr<RawClient>>;
/// Connected clients, each of which has sent `bytes`.
Clients clients_that_sent(const ServerUnderTest& server, int n, std::string_view bytes);

}  // namespace lab
