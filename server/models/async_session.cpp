// The coroutine twin: compare with blocking_session.cpp, line by line.
#include "server/models/async_session.hpp"

#include <boost/asio/redirect_error.hpp>

#include "server/models/session_io.hpp"

namespace lab {

using Want = ServerConversation::Want;

AsyncSession::AsyncSession(UniqueFd socket, LoopExecutor loop, const ConversationRules& rules,
                           CounterShard& shard, AsyncHandler& handler)
    : socket_(loop, socket.release()),
      talk_(rules),
      tally_(shard),
      log_(handler.access_log(), socket_.native_handle()),
      handler_(handler) {}

Task<> AsyncSession::serve() {
  const int socket = socket_.native_handle();
  bool half_closed = false;
  for (;;) {
    const auto turn = talk_.next(Clock::now());
    tally_.turn(turn.want);
    switch (turn.want) {
      case Want::kLinger:
        if (!std::exchange(half_closed, true)) half_close(socket);
        [[fallthrough]];
      case Want::kRead:
        co_await wait(Descriptor::wait_read, turn.deadline);
        receive(socket, talk_);
        break;
      case Want::kHandle: {
        tally_.request_begins();
        const auto began = Clock::now();
        auto reply = co_await handler_.handle(talk_.request());
        tally_.answered(reply.status);
        log_.answered(talk_.request(), reply, Clock::now() - began);
        talk_.answer(std::move(reply), handler_.persist());
        break;
      }
      case Want::kWrite:
        if (const auto refused = talk_.take_refusal()) {
          log_.refused(talk_.request(), refused->status, refused->body_bytes);
        }
        if (!send_some(socket, talk_)) co_await wait(Descriptor::wait_write, turn.deadline);
        break;
      case Want::kClose:
        tally_.closed(talk_.ending());
        co_return;
    }
  }
}

/// Suspends the coroutine until the socket is ready; check_deadline() and start_draining() end the
/// wait early. Not a timer a wait: one beat a loop looks at the deadlines of all its sessions.
Task<> AsyncSession::wait(Descriptor::wait_type event, std::optional<TimePoint> deadline) {
  deadline_ = deadline.value_or(TimePoint::max());
  if (deadline && *deadline <= Clock::now()) co_return;
  boost::system::error_code ignored;
  auto token = boost::asio::redirect_error(kUseTask, ignored);
  co_await socket_.async_wait(event, token);
  deadline_ = TimePoint::max();
}

void AsyncSession::start_draining() {
  talk_.start_draining();
  socket_.cancel();
}

void AsyncSession::check_deadline(TimePoint now) {
  if (now >= deadline_) socket_.cancel();
}

}  // namespace lab
