// An HTTP server that misbehaves as told by the path, for testing clients.
#pragma once

#include <atomic>
#include <cstdint>
#include <list>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include "common/net/address.hpp"
#include "common/net/unique_fd.hpp"
#include "tests/support/fault_log.hpp"

namespace lab {

/// What becomes of a new connection.
enum class AtAccept {
  kServe,
  kClose,  // before a byte is read
  kReset,
  kLeave,  // never accepted: it stays in the queue
};

struct FaultServerOptions {
  std::string host = "127.0.0.1";
  int backlog = 511;
  AtAccept at_accept = AtAccept::kServe;
  std::string as{};  // the target that every request is taken for, whatever it asks for
};

/// Listens on a free port, a thread a connection, until it is destroyed. The path says what is
/// answered to a request:
///
///   /ok /404 /500 /204 /304         a plain reply of that status
///   /204-length                     names a length, and has no body; as 304 does
///   /301 /302 /303 /307 /308        the same, with a Location
///   /99 /600                        a status that there is not
///   /interim /interims              100 and 103 before the reply; a hundred 102
///   /interim-only /switching        100 and closed; 101
///   /big-header                     20 KiB of header lines
///   /chunked                        with an extension and a trailer
///   /until-close                    a body without a length
///   /early                          413 before more than the request line was read, then lingers
///   /close-after /http10            Connection: close, HTTP/1.0; closed
///   /http10-keep                    HTTP/1.0 with keep-alive; kept
///   /drops                          a plain reply, and closed though it does not say so
///   /stale /stale-late /stale-reset a plain reply; the next request of the connection gets it
///                                   closed, closed after 100 ms, reset
///   /silent /unread                 closed without a byte; with most of the request unread
///   /short                          a body cut short
///   /extra /two-replies             bytes behind the reply
///   /late-extra                     another reply 20 ms behind it
///   /garbage /zeros /bad-length /two-lengths /huge-length /bad-chunk /long-chunk /huge-chunk
///                                   not HTTP
///   /stall                          never a byte
///   /endless /endless-chunks /endless-extension /endless-trailer /endless-header /endless-interim
///                                   no end to that
///   /freeze?from=0&for=200&of=1000  a plain reply, but none in 200 ms from 0 on of every second
///
/// and a query how it is sent, where it ends:
///
///   ?close=N ?reset=N ?stall=N      N bytes of it, then closed, reset, nothing more
///   ?cut=N                          N bytes, a moment, the rest
///   ?slow=US                        a byte and a pause in turn
///   ?wait=MS                        after a wait
///   ?fail=N                         every Nth request of the server gets a 500 instead
class FaultServer {
 public:
  explicit FaultServer(const FaultServerOptions& options = {});
  ~FaultServer();

  std::string url(std::string_view path) const;
  /// "127.0.0.1:8080"
  std::string authority() const { return address_.text(); }
  std::uint16_t port() const { return address_.port(); }

  /// Closes every connection; connecting is refused, but the port stays ours.
  void refuse();
  /// Refuses for so long, then serves again.
  void refuse_for(Duration length);

  /// Requests whose line was read, also those then left without a reply.
  std::uint64_t requests() const { return log_.requests(); }
  void wait_for_requests(std::uint64_t count) const { log_.wait_for_requests(count); }
  /// When each came.
  std::vector<TimePoint> arrivals() const { return log_.arrivals(); }
  std::string last_request() const { return log_.last_request(); }
  std::uint64_t bytes_sent() const { return log_.bytes_sent(); }
  void wait_for_bytes(std::uint64_t count) const { log_.wait_for_bytes(count); }

 private:
  struct Conversation {
    UniqueFd socket;
    bool over = false;
    std::jthread thread;
  };

  void serve_again();
  void accept_all();
  void take(UniqueFd socket);
  void converse(Conversation& conversation);

  const FaultServerOptions options_;
  UniqueFd reserved_;  // bound to the port, and never listening
  SocketAddress address_;
  FaultLog log_;

  std::atomic<bool> refusing_ = false;
  std::mutex mutex_;  // of the conversations
  std::list<Conversation> conversations_;
  UniqueFd listener_;
  std::jthread acceptor_;
};

/// The bytes that a path is answered with.
std::string fault_reply(std::string_view path);

}  // namespace lab
