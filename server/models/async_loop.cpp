// The coroutines of a loop: one accepts, one beats, one waits for the drain, one serves each
// connection.
#include "server/models/async_loop.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>

#include "common/log.hpp"
#include "common/net/listener.hpp"
#include "server/models/session_io.hpp"

namespace lab {
namespace {

constexpr Duration kBackOff = std::chrono::milliseconds(50);
constexpr int kAcceptsATurn = 64;  // then the sessions get a turn too

/// A connection that could not go on ends here; the loop does not.
void log_failure(const std::exception_ptr& failure) {
  if (!failure) return;
  try {
    std::rethrow_exception(failure);
  } catch (const std::exception& error) {
    log::error("a connection failed: {}", error.what());
  }
}

/// Without one of its own coroutines a loop cannot go on: run() throws.
void rethrow(const std::exception_ptr& failure) {
  if (failure) std::rethrow_exception(failure);
}

}  // namespace

AsyncLoop::AsyncLoop(const LoopSettings& settings, UniqueFd listener)
    : settings_(settings), listener_(io_, listener.release()), drain_event_(io_) {
  if (settings.drain_event >= 0) drain_event_.assign(duplicate(settings.drain_event).release());
}

void AsyncLoop::run(AsyncHandler& handler) {
  boost::asio::co_spawn(io_, beat(), rethrow);
  boost::asio::co_spawn(io_, accept_connections(handler), rethrow);
  if (drain_event_.is_open()) boost::asio::co_spawn(io_, wait_for_drain(), rethrow);
  io_.run();
}

Task<> AsyncLoop::accept_connections(AsyncHandler& handler) {
  Timer back_off(io_);
  boost::system::error_code ignored;
  auto token = boost::asio::redirect_error(kUseTask, ignored);
  while (listener_.is_open()) {
    if (draining_) {  // nobody may come any more: waiting could be for ever
      co_await boost::asio::post(io_, kUseTask);
    } else {
      co_await listener_.async_wait(Descriptor::wait_read, token);
    }
    if (!listener_.is_open() || accept_some(handler)) continue;
    back_off.expires_after(kBackOff);
    co_await back_off.async_wait(token);
  }
  stop_when_done();
}

/// Accepts what waits, up to a bound. False when descriptors have run out: the caller backs off.
bool AsyncLoop::accept_some(AsyncHandler& handler) {
  for (int i = 0; i < kAcceptsATurn && !rest_.used_up(); ++i) {
    auto accepted = accept_from(listener_.native_handle());
    if (accepted.socket) {
      rest_.took_one();
      begin_session(std::move(accepted.socket), handler);
    } else if (accepted.fault == AcceptFault::kOutOfDescriptors) {
      count(settings_.slot.accept_faults);
      return false;
    } else if (accepted.fault == AcceptFault::kEmpty) {
      if (draining_) listener_.close();
      return true;
    }
  }
  if (rest_.used_up()) listener_.close();
  return true;
}

void AsyncLoop::begin_session(UniqueFd connection, AsyncHandler& handler) {
  if (open_ >= settings_.max_connections) {
    count(settings_.slot.refused_connections);
    return turn_away(connection.get());
  }
  ++open_;
  const auto ended = [this](const std::exception_ptr& failure) {
    log_failure(failure);
    --open_;
    stop_when_done();
  };
  boost::asio::co_spawn(io_, serve(std::move(connection), handler), ended);
}

Task<> AsyncLoop::serve(UniqueFd connection, AsyncHandler& handler) {
  AsyncSession session(std::move(connection), executor(), settings_.rules, settings_.life.shards[0],
                       handler);
  sessions_.push_back(session);
  if (draining_) session.start_draining();
  co_await session.serve();
}

Task<> AsyncLoop::beat() {
  Timer timer(io_);
  auto due = Clock::now();
  settings_.life.heartbeat = due.time_since_epoch().count();
  for (int beats = 0;; ++beats) {
    due += kBeat;
    timer.expires_at(due);
    co_await timer.async_wait(kUseTask);
    const auto now = Clock::now();
    record_lag(now - due);
    settings_.life.heartbeat = now.time_since_epoch().count();
    if (now - due > kBeat) due = now;
    if (beats % kBeatsADeadlineCheck == 0) {
      for (auto& session : sessions_) session.check_deadline(now);
    }
  }
}

/// Whoever had wanted the loop during a long stop would have waited from then on, so each beat that
/// was missed counts with its own wait, not the first one alone.
void AsyncLoop::record_lag(Duration late) {
  for (; late >= Duration::zero(); late -= kBeat) {
    settings_.slot.lag.record(static_cast<std::uint64_t>(late.count() / 1000));
  }
}

Task<> AsyncLoop::wait_for_drain() {
  co_await drain_event_.async_wait(Descriptor::wait_read, kUseTask);
  draining_ = true;
  for (auto& session : sessions_) session.start_draining();
  if (!listener_.is_open()) co_return;
  if (settings_.life.state == WorkerState::kRetiring) {
    listener_.close();  // its queue is the successor's
  } else {
    rest_.begin(listener_.native_handle());
    listener_.cancel();
  }
}

void AsyncLoop::stop_when_done() {
  if (draining_ && !listener_.is_open() && open_ == 0) io_.stop();
}

}  // namespace lab
