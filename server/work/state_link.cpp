// The same round trip twice: send and recv, and the same with co_await.
#include "server/work/state_link.hpp"

#include <sys/socket.h>
#include <sys/time.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/redirect_error.hpp>
#include <cerrno>

#include "common/net/listener.hpp"
#include "server/work/state_message.hpp"

namespace lab {
namespace {

using boost::system::error_code;

constexpr Duration kQueuePause = std::chrono::milliseconds(5);

error_code error_of(int number) { return {number, boost::system::system_category()}; }
error_code overdue() { return error_of(ETIMEDOUT); }
error_code gone() { return error_of(ECONNRESET); }

/// Never waits: the kernel has room for a message when none is under way.
error_code send_question(int socket, std::uint64_t add) {
  const auto question = encode_state(add);
  const auto n = ::send(socket, question.data(), question.size(), MSG_NOSIGNAL);
  return n < 0 ? error_of(errno) : error_code{};
}

/// What a blocking call with a time limit says when it has passed is EAGAIN.
error_code why_it_failed() { return errno == EAGAIN ? overdue() : error_of(errno); }

}  // namespace

// --- Blocking -----------------------------------------------------------------------------------

error_code BlockingStateLink::connect(const SocketAddress& to) {
  socket_.reset(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!socket_) return error_of(errno);
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(kStatePatience);
  const timeval patience{seconds.count(), 0};
  setsockopt(socket_.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  setsockopt(socket_.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  while (::connect(socket_.get(), to.data(), to.size()) != 0) {
    if (errno != EINTR) return why_it_failed();
  }
  return {};
}

StateAnswer BlockingStateLink::ask(std::uint64_t add) {
  if (const auto error = send_question(socket_.get(), add)) return error;
  StateReader reader;
  for (;;) {
    const auto room = reader.room();
    const auto n = ::recv(socket_.get(), room.data(), room.size(), 0);
    if (n == 0) return gone();
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return why_it_failed();
    if (const auto value = reader.commit(static_cast<std::size_t>(n))) return *value;
  }
}

// --- Coroutine ----------------------------------------------------------------------------------

AsyncStateLink::~AsyncStateLink() {
  parts_->timer.cancel();
  error_code ignored;
  parts_->socket.close(ignored);
}

Task<error_code> AsyncStateLink::connect(SocketAddress to) {
  const Route route{to, {}};
  const auto deadline = Clock::now() + kStatePatience;
  for (;;) {
    auto begun = begin_connecting(route);
    if (begun.error == 0) {
      parts_->socket.assign(Protocol(), begun.socket.release());
      parts_->due = Clock::now() + kStatePatience;
      watch(parts_);
      co_return error_code{};
    }
    if (begun.error != EAGAIN) co_return error_of(begun.error);
    if (Clock::now() >= deadline) co_return overdue();
    parts_->timer.expires_after(kQueuePause);  // the queue is full, and nothing tells when not
    co_await parts_->timer.async_wait(kUseTask);
  }
}

Task<StateAnswer> AsyncStateLink::ask(std::uint64_t add) {
  auto& socket = parts_->socket;
  parts_->due = Clock::now() + kStatePatience;
  if (const auto error = send_question(socket.native_handle(), add)) co_return error;
  StateReader reader;
  error_code error;
  auto token = boost::asio::redirect_error(kUseTask, error);
  for (;;) {
    const auto room = reader.room();
    const auto buffer = boost::asio::buffer(room.data(), room.size());
    const auto n = co_await socket.async_receive(buffer, token);
    if (error == boost::asio::error::eof) co_return gone();
    if (error == boost::asio::error::operation_aborted) co_return overdue();
    if (error) co_return error;
    if (const auto value = reader.commit(n)) co_return *value;
  }
}

/// Breaks off the wait for an answer that is overdue. A timer a link, not a round trip: each time
/// it looks when the answer of then is due.
void AsyncStateLink::watch(const std::shared_ptr<Parts>& parts) {
  parts->timer.expires_at(parts->due);
  parts->timer.async_wait([parts](const error_code& cancelled) {
    if (cancelled || !parts->socket.is_open()) return;
    const auto now = Clock::now();
    if (now >= parts->due) {
      parts->socket.cancel();
      parts->due = now + kStatePatience;
    }
    watch(parts);
  });
}

}  // namespace lab
