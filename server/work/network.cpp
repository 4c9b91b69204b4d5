// The same call twice: with poll, and with co_await.
#include "server/work/network.hpp"

#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <utility>

#include "common/http/client_exchange.hpp"
#include "common/net/listener.hpp"
#include "common/net/poll.hpp"
#include "server/work/watched.hpp"

namespace lab {
namespace {

using boost::system::error_code;
using State = ClientExchange::State;

error_code error_of(int number) { return {number, boost::system::system_category()}; }

/// One attempt over one connection, without waiting: sends and receives what can be, and says what
/// must be waited for.
class Attempt {
 public:
  explicit Attempt(std::string request) : request_(std::move(request)) {
    exchange_.begin(Method::kGet);
  }

  /// The event to wait for (POLLIN, POLLOUT), or 0 when it is over.
  short go_on(int socket) {
    if (!unsent().empty()) return send_some(socket);
    return receive_some(socket);
  }
  void failed(error_code error) { error_ = error; }

  error_code error() const { return error_; }
  int status() const { return exchange_.reply().status; }
  bool started() const { return exchange_.started(); }
  bool may_be_kept() const {
    return !error_ && exchange_.reply().keep_alive && !exchange_.surplus();
  }

 private:
  std::string_view unsent() const { return std::string_view(request_).substr(sent_); }

  short fail(error_code error) {
    error_ = error;
    return 0;
  }

  short send_some(int socket) {
    const auto n = ::send(socket, unsent().data(), unsent().size(), MSG_NOSIGNAL);
    if (n < 0 && errno == EAGAIN) return POLLOUT;
    if (n < 0) return fail(error_of(errno));
    sent_ += static_cast<std::size_t>(n);
    return unsent().empty() ? POLLIN : POLLOUT;
  }

  short receive_some(int socket) {
    std::array<char, 4096> room;
    const auto n = ::recv(socket, room.data(), room.size(), 0);
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) return POLLIN;
    if (n < 0) return fail(error_of(errno));
    const auto state = n == 0 ? exchange_.end_of_stream()
                              : exchange_.feed({room.data(), static_cast<std::size_t>(n)});
    if (state == State::kBroken) error_ = error_of(n == 0 ? ECONNRESET : EBADMSG);
    return state == State::kReading ? POLLIN : 0;
  }

  std::string request_;
  std::size_t sent_ = 0;
  ClientExchange exchange_;
  error_code error_;
};

/// Notes how an attempt went. Whether another is due, on a new connection.
bool note(NetworkResult& result, const Attempt& attempt, bool kept) {
  ++result.attempts;
  result.error = attempt.error();
  result.status = attempt.status();
  const bool stale = kept && attempt.error() && !attempt.started() &&
                     attempt.error() != boost::system::errc::timed_out;
  return stale;
}

TimePoint deadline_of(const Network& call) { return Clock::now() + call.wait + kUpstreamPatience; }

struct Connected {
  UniqueFd socket;
  error_code error{};
};

/// Whether the next address may do better; not when the time is over.
bool leads_on(const Connected& result) {
  return result.error && result.error != boost::system::errc::timed_out;
}

// --- Blocking -----------------------------------------------------------------------------------

void carry_out(Attempt& attempt, int socket, TimePoint deadline) {
  while (const short event = attempt.go_on(socket)) {
    if (wait_in_time(socket, event, deadline)) continue;
    return attempt.failed(error_of(ETIMEDOUT));
  }
}

/// How connecting ended.
error_code connected(int socket, TimePoint deadline) {
  return error_of(wait_for(socket, POLLOUT, deadline) ? connect_error(socket) : ETIMEDOUT);
}

/// A socket connected to the first address that takes it, or else the error of the last one.
Connected connect(const Upstream& upstream, TimePoint deadline) {
  Connected result;
  for (const auto& address : upstream.addresses()) {
    auto begun = begin_connecting({address, {}});
    result.error = error_of(begun.error);
    if (!result.error) result.error = connected(begun.socket.get(), deadline);
    result.socket = std::move(begun.socket);
    if (!leads_on(result)) break;
  }
  return result;
}

// --- Coroutine ----------------------------------------------------------------------------------

Task<> carry_out(Attempt& attempt, int socket, TimePoint deadline, LoopExecutor loop) {
  Watched watched(loop, socket, deadline);
  while (const short event = attempt.go_on(socket)) {
    const bool in_time = co_await watched.wait(event);
    if (in_time) continue;
    attempt.failed(error_of(ETIMEDOUT));
    co_return;
  }
}

/// How connecting ended.
Task<error_code> connected(int socket, TimePoint deadline, LoopExecutor loop) {
  Watched watched(loop, socket, deadline);
  const bool in_time = co_await watched.wait(POLLOUT);
  co_return error_of(in_time ? connect_error(socket) : ETIMEDOUT);
}

/// A socket connected to the first address that takes it, or else the error of the last one.
Task<Connected> connect(const Upstream& upstream, TimePoint deadline, LoopExecutor loop) {
  Connected result;
  for (const auto& address : upstream.addresses()) {
    auto begun = begin_connecting({address, {}});
    result.error = error_of(begun.error);
    const int socket = begun.socket.get();
    if (!result.error) result.error = co_await connected(socket, deadline, loop);
    result.socket = std::move(begun.socket);
    if (!leads_on(result)) break;
  }
  co_return result;
}

}  // namespace

NetworkResult block(const Network& call, Upstream& upstream, Gil* gil) {
  const GilRelease released(gil);
  NetworkResult result{call};
  const auto deadline = deadline_of(call);
  Connected to{upstream.take()};
  for (bool kept = bool(to.socket);; kept = false) {
    if (!kept) to = connect(upstream, deadline);
    result.error = to.error;
    if (result.error) return result;
    Attempt attempt(upstream.request_for(call));
    carry_out(attempt, to.socket.get(), deadline);
    if (attempt.may_be_kept()) upstream.put(std::move(to.socket));
    if (!note(result, attempt, kept)) return result;
  }
}

Task<NetworkResult> await(Network call, Upstream& upstream, LoopExecutor loop, Gil* gil) {
  const GilRelease released(gil);
  NetworkResult result{call};
  const auto deadline = deadline_of(call);
  Connected to{upstream.take()};
  for (bool kept = bool(to.socket);; kept = false) {
    if (!kept) to = co_await connect(upstream, deadline, loop);
    result.error = to.error;
    if (result.error) co_return result;
    Attempt attempt(upstream.request_for(call));
    const int socket = to.socket.get();
    co_await carry_out(attempt, socket, deadline, loop);
    if (attempt.may_be_kept()) upstream.put(std::move(to.socket));
    if (!note(result, attempt, kept)) co_return result;
  }
}

}  // namespace lab
