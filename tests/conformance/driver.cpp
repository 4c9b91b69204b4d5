// The made-up session, and the cutting of its output into replies.
#include "tests/conformance/driver.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>

namespace lab::test {
namespace {

constexpr std::string_view kBlankLine = "\r\n\r\n";

int number_in(std::string_view text) {
  int number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

ReplySeen broken_rest(std::string_view bytes) { return {0, {}, std::string(bytes)}; }

Reply refuse_method() {
  auto reply = text_reply(Status::kMethodNotAllowed, "no such method here");
  reply.add("Allow", "GET, HEAD");
  return reply;
}

}  // namespace

std::string ReplySeen::field(std::string_view name) const {
  const auto line = "\r\n" + std::string(name) + ": ";
  const auto at = head.find(line);
  if (at == std::string::npos) return {};
  const auto value = at + line.size();
  return head.substr(value, head.find("\r\n", value) - value);
}

bool ReplySeen::has(std::string_view name) const {
  return head.find("\r\n" + std::string(name) + ": ") != std::string::npos;
}

std::vector<ReplySeen> split_replies(std::string_view bytes,
                                     const std::function<bool(std::size_t)>& bodyless) {
  std::vector<ReplySeen> replies;
  std::size_t finals = 0;
  while (!bytes.empty()) {
    const auto end = bytes.find(kBlankLine);
    if (end == std::string_view::npos || !bytes.starts_with("HTTP/1.1 ")) {
      replies.push_back(broken_rest(bytes));
      break;
    }
    ReplySeen reply{number_in(bytes.substr(9)), std::string(bytes.substr(0, end + 4)), {}};
    bytes.remove_prefix(end + 4);
    const bool has_body = !reply.interim() && !bodyless(finals);
    const auto length =
        has_body ? static_cast<std::size_t>(number_in(reply.field("Content-Length"))) : 0;
    if (length > bytes.size()) reply.status = 0;
    reply.body = bytes.substr(0, length);
    bytes.remove_prefix(reply.body.size());
    if (!reply.interim()) ++finals;
    replies.push_back(std::move(reply));
  }
  return replies;
}

std::string_view fixed_date() { return "Sun, 06 Nov 1994 08:49:37 GMT"; }

Reply small_app(const Request& request) {
  if (auto refused = small_app_refuses(request)) return std::move(*refused);
  Reply reply;
  reply.content_type = kPlainText;
  reply.body = request.path == "/echo" ? request.body : std::string("hello\n");
  return reply;
}

std::optional<Reply> small_app_refuses(const Request& request) {
  if (request.path == "/hello" || request.path == "/") {
    const bool offered = request.method == Method::kGet || request.method == Method::kHead;
    return offered ? std::nullopt : std::optional(refuse_method());
  }
  if (request.path == "/echo") {
    return request.method == Method::kPost ? std::nullopt : std::optional(refuse_method());
  }
  return text_reply(Status::kNotFound, "nothing here");
}

Driver::Driver(Limits limits, Handler handler)
    : rules_{limits, {}, fixed_date}, handler_(std::move(handler)), conversation_(rules_) {}

void Driver::handle() {
  const auto& request = conversation_.request();
  handled_.push_back(
      {request.method, std::string(request.path), std::string(request.query), request.body});
  conversation_.answer(handler_(request), persist_);
}

void Driver::write_all() {
  const auto piece = conversation_.output();
  largest_piece_ = std::max(largest_piece_, piece.size());
  output_.append(piece.data(), piece.size());
  conversation_.written(piece.size());
}

bool Driver::is_look(const ServerConversation::Turn& turn) const {
  return turn.want == Want::kRead && turn.deadline && *turn.deadline <= now_;
}

ServerConversation::Turn Driver::turn() {
  if (const auto look = std::exchange(look_, std::nullopt); look && !input_.empty()) return *look;
  return conversation_.next(now_);
}

ServerConversation::Turn Driver::run_to(Want stop) {
  for (;;) {
    const auto turn = this->turn();
    if (turn.want == stop) {
      if (is_look(turn)) look_ = turn;
      return turn;
    }
    if (turn.want == Want::kHandle) {
      handle();
    } else if (turn.want == Want::kWrite) {
      write_all();
    } else {
      const bool reads = turn.want == Want::kRead || turn.want == Want::kLinger;
      if (is_look(turn) && input_.empty()) continue;  // a socket that would block
      if (!reads || input_.empty()) return turn;
      const auto room = conversation_.prepare();
      const auto n = std::min(room.size(), input_.size());
      std::memcpy(room.data(), input_.data(), n);
      input_.erase(0, n);
      conversation_.commit(n);
    }
  }
}

ServerConversation::Turn Driver::run() { return run_to(Want::kClose); }

ServerConversation::Turn Driver::feed(std::string_view bytes) {
  input_.append(bytes);
  return run();
}

ServerConversation::Turn Driver::end_of_stream() {
  if (run().want != Want::kClose) conversation_.end_of_stream();
  return run();
}

bool Driver::answers_head(std::size_t number) const {
  return number < handled_.size() && handled_[number].method == Method::kHead;
}

std::vector<ReplySeen> Driver::replies() const {
  return split_replies(output_, [this](std::size_t number) { return answers_head(number); });
}

std::vector<int> Driver::statuses() const {
  std::vector<int> statuses;
  for (const auto& reply : replies()) statuses.push_back(reply.status);
  return statuses;
}

}  // namespace lab::test
