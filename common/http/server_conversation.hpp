// One connection's HTTP/1.1 as a server, without I/O: bytes and moments in, wishes and bytes out.
#pragma once

#include <boost/system/error_code.hpp>

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "common/clock.hpp"
#include "common/http/byte_queue.hpp"
#include "common/http/date.hpp"
#include "common/http/ending.hpp"
#include "common/http/limits.hpp"
#include "common/http/message.hpp"
#include "common/http/reply_output.hpp"
#include "common/http/request_head.hpp"
#include "common/http/request_parser.hpp"

namespace lab {

/// What all conversations of a server have in common.
struct ConversationRules {
  Limits limits;
  /// Asked about a request without its body before "100 Continue" is sent: a reply refuses it.
  std::function<std::optional<Reply>(const Request&)> refuse;
  std::string_view (*date)() = http_date_now;
};

/// Whether the model would like to keep a connection after the reply.
enum class Persist { kKeep, kClose };

/// A session drives it like this, and the models differ in how they wait for a socket alone:
///
///   for (;;) switch (auto turn = conversation.next(now()); turn.want) {
///     kRead:   wait until readable, or turn.deadline; receive into prepare(), commit()
///     kHandle: answer(reply to request())
///     kWrite:  send output(), written(); wait until writable, or turn.deadline
///     kLinger: half-close once; then like kRead
///     kClose:  close; count ending()
///   }
///
/// A turn whose deadline is not after now is tried once without waiting. What the socket reports
/// goes to end_of_stream() or failed().
class ServerConversation {
 public:
  enum class Want { kRead, kHandle, kWrite, kLinger, kClose };
  struct Turn {
    Want want;
    std::optional<TimePoint>
        deadline;  // absolute, fixed when its phase begins; bytes never move it
  };

  explicit ServerConversation(const ConversationRules& rules);
  ServerConversation(const ServerConversation&) = delete;  // the parser refers to request_
  ServerConversation& operator=(const ServerConversation&) = delete;

  Turn next(TimePoint now);

  /// Room for the next read. An idle connection owns none until this is called.
  std::span<char> prepare();
  void commit(std::size_t n);

  /// Valid while next() says kHandle.
  const Request& request() const { return request_; }
  void answer(Reply reply, Persist persist);

  /// What a refused request is answered with, told once, when next() first says kWrite for it.
  /// request() is then what is known of it: without a path when it has no good head.
  struct Refused {
    Status status;
    std::uint64_t body_bytes;  // none in a reply to HEAD
  };
  std::optional<Refused> take_refusal() { return std::exchange(refused_, std::nullopt); }

  /// Valid while next() says kWrite; refills after written().
  std::span<const char> output() const { return output_.bytes(); }
  void written(std::size_t n);

  void end_of_stream();
  void failed(boost::system::error_code error);
  /// The server is going down: what is here is served, then the connection ends.
  void start_draining();
  /// Ends an idle connection; false when it is not idle.
  bool preempt();

  /// Between requests, with not a byte of the next one here. Before its first request a connection
  /// is not idle: that one is on its way.
  bool idle() const { return at_rest() && !fresh_; }
  /// Valid once next() says kClose.
  Ending ending() const { return ending_; }

 private:
  enum class Phase { kIdle, kHead, kInterim, kBody, kHandle, kLook, kReply, kLinger, kClosed };

  bool at_rest() const { return phase_ == Phase::kIdle && input_.empty(); }
  void enter(Phase phase);
  std::optional<Duration> time_allowed() const;
  void fix_deadline(TimePoint now);
  void expire();
  Want want() const;

  void advance();
  bool skip_blank_line();
  void rest();
  void read_head();
  void begin_body();
  void read_body();
  void refuse(Refusal refusal);
  void answer_refusal(Reply reply);

  void send_reply(Reply reply, bool keep);
  void look_once();
  void finish_look();
  void reply_sent();
  void close(Ending ending);
  void forget_request();
  void release_memory();

  const ConversationRules& rules_;
  Phase phase_ = Phase::kIdle;
  std::optional<TimePoint> deadline_;
  bool deadline_fixed_ = false;
  bool fresh_ = true;  // no request has come yet
  bool draining_ = false;
  bool looked_ = false;  // the one read of phase kLook was handed out
  bool blank_skipped_ = false;
  bool keep_ = false;    // the connection outlives the reply under way
  bool unread_ = false;  // bytes of the peer may come that nobody will use
  Ending ending_ = Ending::kClosedByUs;
  std::optional<Refused> refused_;

  ByteQueue input_;
  HeadFinder finder_;
  std::string head_bytes_;  // what the views of request_ point into
  RequestHead head_;
  Request request_;
  std::optional<RequestParser> body_parser_;

  std::optional<Reply> held_reply_;  // while kLook decides whether it says "close"
  ReplyOutput output_;
  std::uint64_t lingered_ = 0;
};

}  // namespace lab
