// The client as a state machine over non-blocking sends, receives and waits for readability.
#include "loadgen/engine/connection.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>

namespace lab {
namespace {

constexpr Duration kFirstRest = std::chrono::milliseconds(10);
constexpr Duration kLongestRest = std::chrono::milliseconds(500);

}  // namespace

/// A handler that calls `step`, unless the socket it was made for is gone.
template <void (Connection::*step)(boost::system::error_code)>
auto Connection::bound() {
  return [this, epoch = epoch_](const boost::system::error_code& error) {
    if (epoch == epoch_) (this->*step)(error);
  };
}

// --- opening ---

void Connection::open() {
  fresh_ = false;
  connect();
}

void Connection::adopt(UniqueFd socket, Duration took) {
  ErrorCode ignored;
  socket_.assign(context_.server.protocol(), socket.release(), ignored);
  count_opened(took);
  use_socket();
}

void Connection::connect() {
  state_ = State::kConnecting;
  connect_started_ = Clock::now();
  socket_.async_connect(context_.server, bound<&Connection::on_connected>());
}

void Connection::on_connected(ErrorCode error) {
  const auto now = Clock::now();
  if (error) {
    connect_failed(error.message(), Outcome::kConnect, now);
    return;
  }
  count_opened(now - connect_started_);
  next_rest_ = kFirstRest;
  use_socket();
  if (!ticket_) context_.owner.opened(*this);
}

void Connection::count_opened(Duration took) {
  auto& facts = context_.recorder.connections();
  ++facts.opened;
  if (was_open_) ++facts.reopened;
  was_open_ = true;
  facts.connect_times.record(static_cast<std::uint64_t>(took.count()));
}

void Connection::use_socket() {
  ErrorCode ignored;
  socket_.set_option(boost::asio::ip::tcp::no_delay(true), ignored);
  state_ = State::kOpen;
  if (ticket_) send_request();
  wait_readable();
}

void Connection::connect_failed(const std::string& reason, Outcome outcome, TimePoint now) {
  ++context_.recorder.connections().failures[reason];
  disconnect();
  if (!ticket_) {
    context_.owner.opened(*this);
    return;
  }
  rest(now);
  finish(outcome, now);
}

/// A server that refuses is asked again, but ever more slowly.
void Connection::rest(TimePoint now) {
  const auto length = std::max(next_rest_, kFirstRest);
  state_ = State::kResting;
  rest_until_ = now + length;
  next_rest_ = std::min(2 * length, kLongestRest);
}

// --- asking ---

void Connection::start(const Ticket& ticket, TimePoint now, Start how) {
  context_.recorder.started(ticket, now, how);
  ticket_ = ticket;
  started_ = now;
  retried_ = false;
  asked_ = true;
  fresh_ = state_ != State::kOpen;
  if (state_ == State::kOpen) {
    send_request();
  } else if (state_ == State::kClosed) {
    connect();
  }
}

void Connection::send_request() {
  exchange_.begin(context_.scenario.method());
  unsent_ = context_.scenario.bytes(ticket_->entry);
  send_rest();
}

void Connection::send_rest() {
  const auto n =
      ::send(socket_.native_handle(), unsent_.data(), unsent_.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  if (n > 0) unsent_.remove_prefix(static_cast<std::size_t>(n));
  // After any other error the read side tells what became of the connection: a reply may be there.
  if (unsent_.empty() || (n < 0 && errno != EAGAIN)) return;
  socket_.async_wait(Socket::wait_write, bound<&Connection::on_writable>());
}

void Connection::on_writable(ErrorCode error) {
  if (!error && ticket_ && !unsent_.empty()) send_rest();
}

// --- the reply ---

void Connection::wait_readable() {
  socket_.async_wait(Socket::wait_read, bound<&Connection::on_readable>());
}

void Connection::on_readable(ErrorCode error) {
  if (error) return;
  const auto epoch = epoch_;
  receive();
  if (epoch == epoch_ && state_ == State::kOpen) wait_readable();
}

void Connection::receive() {
  const auto n = ::recv(socket_.native_handle(), context_.scratch.data(), context_.scratch.size(),
                        MSG_DONTWAIT);
  if (n < 0 && errno == EAGAIN) return;
  const auto now = Clock::now();
  if (n < 0) {
    broken(now);
  } else if (n == 0) {
    lost(now);
  } else if (!ticket_) {
    disconnect();  // bytes that nobody asked for: what follows cannot be trusted
  } else {
    const auto size = static_cast<std::size_t>(n);
    context_.recorder.received(size, now);
    const auto state = exchange_.feed({context_.scratch.data(), size});
    if (state == ClientExchange::State::kDone) replied(now);
    if (state == ClientExchange::State::kBroken) {
      disconnect();
      finish(Outcome::kProtocol, now);
    }
  }
}

/// The server closed. That may be the reply's end.
void Connection::lost(TimePoint now) {
  if (ticket_ && exchange_.end_of_stream() == ClientExchange::State::kDone) {
    replied(now);
  } else {
    broken(now);
  }
}

/// The connection is gone without a whole reply.
void Connection::broken(TimePoint now) {
  disconnect();
  if (!ticket_) {
    ++context_.recorder.connections().closed_idle;
  } else if (!fresh_ && !retried_ && !exchange_.started()) {
    // It was idle, and the server closed it before it saw the request.
    ++context_.recorder.connections().stale;
    retried_ = fresh_ = true;
    connect();
  } else {
    finish(Outcome::kClosed, now);
  }
}

void Connection::replied(TimePoint now) {
  ++replies_;
  if (context_.recorder.window().contains(now)) ++replies_in_window_;
  context_.recorder.answered_by(exchange_.reply().worker, now);
  const auto outcome = outcome_of_status(exchange_.reply().status);
  if (outcome == Outcome::kProtocol || !reusable()) disconnect();
  finish(outcome, now);
}

bool Connection::reusable() const {
  return exchange_.reply().keep_alive && !exchange_.surplus() && unsent_.empty() &&
         context_.scenario.keep_alive() == KeepAlive::kOn;
}

void Connection::finish(Outcome outcome, TimePoint now) {
  const auto ticket = *ticket_;
  ticket_.reset();
  context_.recorder.finished(ticket, started_, outcome, now);
  if (state_ != State::kResting) context_.owner.freed(*this, now);
}

void Connection::disconnect() {
  ErrorCode ignored;
  socket_.close(ignored);
  ++epoch_;
  state_ = State::kClosed;
}

// --- time ---

void Connection::tick(TimePoint now) {
  if (state_ == State::kResting && now >= rest_until_) {
    state_ = State::kClosed;
    context_.owner.freed(*this, now);
  } else if (ticket_ && now - started_ >= context_.timeout) {
    if (state_ == State::kConnecting) {
      connect_failed("no answer within the timeout", Outcome::kTimeout, now);
    } else {
      disconnect();
      finish(Outcome::kTimeout, now);
    }
  }
}

void Connection::open_window() { asked_ = ticket_.has_value(); }

void Connection::end(TimePoint now) {
  disconnect();
  if (ticket_) context_.recorder.finished(*ticket_, started_, Outcome::kOpen, now);
  ticket_.reset();
}

}  // namespace lab
