// What bytes and answers do to a connection: they move it from one phase to the next.
#include "common/http/server_conversation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <cassert>

namespace lab {
namespace {

namespace http = boost::beast::http;

constexpr std::size_t kLeastRoom = 4 * 1024;
constexpr std::size_t kBodyRoom = 32 * 1024;

constexpr Refusal kLongChunkLines{
    Status::kHeaderTooLarge,
    "A chunk extension or the trailers are longer than this server accepts."};

Refusal body_refusal(const boost::system::error_code& error) {
  if (error == http::error::body_limit) {
    return {Status::kContentTooLarge, "The body is larger than this server accepts."};
  }
  return {Status::kBadRequest, "The framing of the body is broken."};
}

/// A head for Beast that tells the framing alone: judge_head() has the only say about the true one.
std::string framing_of(const RequestHead& head) {
  if (head.chunked) return "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
  return fmt::format("POST / HTTP/1.1\r\nContent-Length: {}\r\n\r\n", head.content_length);
}

}  // namespace

ServerConversation::ServerConversation(const ConversationRules& rules)
    : rules_(rules), finder_(rules.limits.max_header) {}

// --- Bytes in -----------------------------------------------------------------------------------

std::span<char> ServerConversation::prepare() {
  return input_.prepare(phase_ == Phase::kBody || phase_ == Phase::kLinger ? kBodyRoom
                                                                           : kLeastRoom);
}

void ServerConversation::commit(std::size_t n) {
  input_.commit(n);
  if (phase_ == Phase::kLinger) {
    lingered_ += n;
    input_.consume(input_.size());
    if (lingered_ > rules_.limits.linger_bytes) close(ending_);
  } else if (phase_ == Phase::kLook) {
    finish_look();
  } else {
    advance();
  }
}

void ServerConversation::advance() {
  if ((phase_ == Phase::kIdle || phase_ == Phase::kHead) && skip_blank_line()) return rest();
  if (phase_ == Phase::kIdle) enter(Phase::kHead);
  if (phase_ == Phase::kHead) read_head();
  if (phase_ == Phase::kBody) read_body();
}

/// RFC 9112 section 2.2: one empty line before a request is ignored. True when nothing is left.
bool ServerConversation::skip_blank_line() {
  if (!blank_skipped_ && input_.data().starts_with("\r\n")) {
    blank_skipped_ = true;
    input_.consume(2);
    finder_.reset();
  }
  return input_.empty();
}

/// No byte of a request is here after all; the deadline stays, since bytes never move it.
void ServerConversation::rest() {
  phase_ = Phase::kIdle;
  if (draining_ && !fresh_) close(Ending::kDrained);
}

void ServerConversation::read_head() {
  // The head may be refused before its method is known, but a HEAD never gets a body.
  if (input_.data().starts_with("HEAD ")) request_.method = Method::kHead;
  const auto found = finder_.look(input_.data());
  if (const auto* refusal = std::get_if<Refusal>(&found)) return refuse(*refusal);
  const auto* size = std::get_if<std::size_t>(&found);
  if (size == nullptr) return;
  head_bytes_.assign(input_.data().substr(0, *size));
  const auto judged = judge_head(head_bytes_);
  if (const auto* refusal = std::get_if<Refusal>(&judged)) return refuse(*refusal);
  fresh_ = false;
  head_ = std::get<RequestHead>(judged);
  request_ = {head_.method,       head_.path, head_.query, head_.accept,
              head_.content_type, {},         head_.host,  head_.minor_version};
  input_.consume(*size);
  if (head_.has_body()) return begin_body();
  enter(Phase::kHandle);
}

void ServerConversation::begin_body() {
  const auto framing = framing_of(head_);
  boost::system::error_code error;
  body_parser_.emplace(request_.body, rules_.limits.max_body);
  body_parser_->put(boost::asio::buffer(framing), error);
  if (error && error != http::error::need_more) return refuse(body_refusal(error));
  if (head_.expectation == Expectation::kContinue && input_.empty()) {
    if (auto reply = rules_.refuse ? rules_.refuse(request_) : std::nullopt) {
      return answer_refusal(std::move(*reply));
    }
    output_.begin("HTTP/1.1 100 Continue\r\n\r\n");
    return enter(Phase::kInterim);
  }
  enter(Phase::kBody);
}

/// The lines of chunk framing must fit into a window of fixed size, however their bytes were cut.
void ServerConversation::read_body() {
  while (!body_parser_->is_done() && !input_.empty()) {
    const auto window = input_.data().substr(0, rules_.limits.max_header);
    const auto piece = body_parser_->sound_piece(window);
    if (const auto* refusal = std::get_if<Refusal>(&piece)) return refuse(*refusal);
    const auto* size = std::get_if<std::size_t>(&piece);
    if (size == nullptr) {
      if (window.size() == rules_.limits.max_header) refuse(kLongChunkLines);
      return;
    }
    boost::system::error_code error;
    input_.consume(body_parser_->put(boost::asio::buffer(window.data(), *size), error));
    if (error) return refuse(body_refusal(error));
  }
  if (body_parser_->is_done()) enter(Phase::kHandle);
}

void ServerConversation::end_of_stream() {
  switch (phase_) {
    case Phase::kLinger:
      return close(ending_);
    case Phase::kLook:
      return finish_look();
    case Phase::kHead:
    case Phase::kBody:
      return close(Ending::kAborted);
    default:
      return close(Ending::kClosedByPeer);
  }
}

void ServerConversation::failed(boost::system::error_code) {
  if (phase_ == Phase::kLinger) return close(ending_);
  const bool between_requests = phase_ == Phase::kIdle || (phase_ == Phase::kLook && !held_reply_);
  close(between_requests ? Ending::kClosedByPeer : Ending::kAborted);
}

// --- Answers ------------------------------------------------------------------------------------

void ServerConversation::refuse(Refusal refusal) {
  answer_refusal(text_reply(refusal.status, std::string(refusal.reason)));
}

void ServerConversation::answer_refusal(Reply reply) {
  ending_ = Ending::kRefused;
  refused_ = {reply.status, request_.method == Method::kHead ? 0 : reply.body_size()};
  unread_ = true;
  send_reply(std::move(reply), false);
}

void ServerConversation::answer(Reply reply, Persist persist) {
  assert(phase_ == Phase::kHandle);
  const bool wanted = persist == Persist::kKeep && !draining_;
  ending_ = draining_ ? Ending::kDrained : Ending::kClosedByUs;
  if (!head_.keep_alive) return send_reply(std::move(reply), false);
  if (wanted || !input_.empty()) return send_reply(std::move(reply), true);
  // A pipelined request may already be here: "close" is said only after one look.
  held_reply_ = std::move(reply);
  look_once();
}

void ServerConversation::look_once() {
  looked_ = false;
  enter(Phase::kLook);
}

void ServerConversation::finish_look() {
  if (held_reply_) {
    auto reply = std::move(*held_reply_);
    held_reply_.reset();
    return send_reply(std::move(reply), !input_.empty());
  }
  if (input_.empty()) return close(Ending::kDrained);
  enter(Phase::kIdle);
  advance();
}

void ServerConversation::send_reply(Reply reply, bool keep) {
  keep_ = keep;
  const std::string_view connection = !keep                      ? "close"
                                      : head_.minor_version == 0 ? "keep-alive"
                                                                 : "";
  auto head = reply_head(reply, rules_.date(), connection);
  const bool to_head = request_.method == Method::kHead;
  output_.begin(std::move(head), std::move(reply.body),
                to_head ? ReplyOutput::WithBody::kNo : ReplyOutput::WithBody::kYes);
  enter(Phase::kReply);
}

void ServerConversation::written(std::size_t n) {
  if (output_.written(n)) reply_sent();
}

void ServerConversation::reply_sent() {
  if (phase_ == Phase::kInterim) return enter(Phase::kBody);
  if (!keep_) {
    if (unread_ || !input_.empty()) return enter(Phase::kLinger);
    return close(ending_);
  }
  forget_request();
  enter(Phase::kIdle);
  if (draining_ && input_.empty()) return look_once();
  advance();
}

void ServerConversation::start_draining() {
  if (std::exchange(draining_, true) || !at_rest()) return;
  if (fresh_) {
    deadline_fixed_ = false;
  } else {
    look_once();
  }
}

bool ServerConversation::preempt() {
  if (!idle()) return false;
  close(Ending::kPreempted);
  return true;
}

void ServerConversation::close(Ending ending) {
  ending_ = ending;
  enter(Phase::kClosed);
}

void ServerConversation::forget_request() {
  finder_.reset();
  blank_skipped_ = false;
  body_parser_.reset();
  request_ = {};
  head_ = {};
}

void ServerConversation::release_memory() {
  input_.release();
  output_.release();
  for (auto* text : {&head_bytes_, &request_.body}) {
    std::string().swap(*text);  // an assignment would keep the capacity
  }
}

}  // namespace lab
