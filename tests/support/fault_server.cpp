// Listens, accepts, and gives each connection a thread that follows the table.
#include "tests/support/fault_server.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>

#include <cstdio>
#include <cstdlib>

#include "common/net/listener.hpp"
#include "common/net/poll.hpp"
#include "tests/support/fault_behaviours.hpp"

namespace lab {
namespace {

using namespace std::chrono_literals;

[[noreturn]] void give_up(std::string_view why) {
  fmt::print(stderr, "fault server: {}\n", why);
  std::abort();
}

template <class T>
T must(Result<T> result) {
  if (!result) give_up(result.error().text);
  return std::move(*result);
}

/// A free port of the host. While nobody listens, connecting to it is refused.
UniqueFd reserve_port(const std::string& host) {
  const auto address = must(numeric_address(host, 0));
  UniqueFd socket(::socket(address.family(), SOCK_STREAM | SOCK_CLOEXEC, 0));
  const int on = 1;
  setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (::bind(socket.get(), address.data(), address.size()) != 0) give_up("no port is free");
  return socket;
}

/// Whether the connection is to be dropped, as the reply before this request had it.
bool drop(const FaultPeer& peer, After before) {
  if (before == After::kKeep) return false;
  if (before == After::kDropLate) peer.rest(100ms);
  if (before == After::kResetOnNext) peer.reset();
  return true;
}

/// Reads as much of the request as the behaviour wants, and notes it.
bool read_rest(FaultPeer& peer, FaultLog& log, std::string bytes, bool early,
               FaultRequest& request) {
  if (!early) {
    const auto rest = peer.read_rest();
    if (!rest) return false;
    bytes += *rest;
  }
  request.entry = log.add_request(std::move(bytes));
  return true;
}

/// One request and its reply; nothing once no other may follow.
std::optional<After> exchange(FaultPeer& peer, FaultLog& log, const std::string& as, After before) {
  const auto line = peer.read_request_line();
  if (!line) return std::nullopt;
  auto request = parse_request_line(as.empty() ? *line : fmt::format("GET {} HTTP/1.1", as));
  const auto& behaviour = behaviour_of(request.path);
  if (!read_rest(peer, log, *line, behaviour.early, request)) return std::nullopt;
  if (drop(peer, before)) return std::nullopt;
  const auto after = answer(peer, behaviour, request);
  if (after == After::kLinger) peer.linger();
  if (after == After::kReset) peer.reset();
  const bool ended = after == After::kClose || after == After::kLinger || after == After::kReset;
  return ended ? std::nullopt : std::optional(after);
}

}  // namespace

FaultServer::FaultServer(const FaultServerOptions& options)
    : options_(options),
      reserved_(reserve_port(options.host)),
      address_(local_address(reserved_.get())) {
  serve_again();
}

FaultServer::~FaultServer() {
  refuse();
  conversations_.clear();
}

std::string FaultServer::url(std::string_view path) const {
  return fmt::format("http://{}{}", authority(), path);
}

/// The listener first, so that no connection comes in place of one that is closed.
void FaultServer::refuse() {
  refusing_ = true;
  ::shutdown(listener_.get(), SHUT_RDWR);  // wakes the acceptor
  if (acceptor_.joinable()) acceptor_.join();
  listener_.reset();
  const std::lock_guard lock(mutex_);
  for (const auto& conversation : conversations_) {
    ::shutdown(conversation.socket.get(), SHUT_RDWR);
  }
}

void FaultServer::refuse_for(Duration length) {
  refuse();
  std::this_thread::sleep_for(length);
  serve_again();
}

void FaultServer::serve_again() {
  refusing_ = false;
  listener_ = must(listen_on(address_, options_.backlog, PortSharing::kExclusive));
  acceptor_ = std::jthread([this] { accept_all(); });
}

void FaultServer::accept_all() {
  if (options_.at_accept == AtAccept::kLeave) {
    wait_for(listener_.get(), 0, std::nullopt);  // for its end
    return;
  }
  while (wait_for(listener_.get(), POLLIN, std::nullopt)) {
    auto accepted = accept_from(listener_.get());
    if (refusing_) return;
    if (accepted.socket) take(std::move(accepted.socket));
  }
}

void FaultServer::take(UniqueFd socket) {
  if (options_.at_accept == AtAccept::kReset) FaultPeer(socket.get(), log_).reset();
  if (options_.at_accept != AtAccept::kServe) return;
  const std::lock_guard lock(mutex_);
  conversations_.remove_if([](const Conversation& conversation) { return conversation.over; });
  auto& conversation = conversations_.emplace_back();
  conversation.socket = std::move(socket);
  conversation.thread = std::jthread([this, &conversation] { converse(conversation); });
}

void FaultServer::converse(Conversation& conversation) {
  FaultPeer peer(conversation.socket.get(), log_);
  std::optional<After> after = After::kKeep;
  while (after) after = exchange(peer, log_, options_.as, *after);
  const std::lock_guard lock(mutex_);
  conversation.socket.reset();
  conversation.over = true;
}

std::string fault_reply(std::string_view path) { return behaviour_of(path).reply; }

}  // namespace lab
