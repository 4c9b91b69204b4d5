// The client as a state machine over sends and receives that never wait.
#include "loadgen/engine/connection.hpp"

#include <algorithm>
#include <cstring>

namespace lab {
namespace {

constexpr Duration kFirstRest = std::chrono::milliseconds(10);
constexpr Duration kLongestRest = std::chrono::milliseconds(500);

}  // namespace

void Connection::ready(std::uint32_t epoch) {
  if (epoch != epoch_) return;
  if (state_ == State::kConnecting) {
    connected();
  } else if (state_ == State::kSecuring) {
    secure();
  } else if (state_ == State::kOpen) {
    if (!unsent_.empty()) send_rest();
    receive_all();
  }
}

void Connection::show_interest(Interest interest) {
  if (interest == interest_) return;
  interest_ = interest;
  context_.loop.change(stream_.fd(), tag(), interest);
}

// --- opening ---

void Connection::open() {
  fresh_ = false;
  connect();
}

void Connection::adopt(Stream stream, Duration took) {
  stream_ = std::move(stream);
  interest_ = Interest::kRead;
  context_.loop.add(stream_.fd(), tag(), interest_);
  state_ = State::kOpen;
  count_opened(took);
}

void Connection::connect() {
  state_ = State::kConnecting;
  connect_started_ = Clock::now();
  auto begun = begin_connecting(context_.access.route);
  if (begun.error != 0) {
    connect_failed(std::strerror(begun.error), Outcome::kConnect, connect_started_);
    return;
  }
  stream_ = Stream(std::move(begun.socket), context_.access.tls.get());
  interest_ = Interest::kWrite;
  context_.loop.add(stream_.fd(), tag(), interest_);
}

void Connection::connected() {
  if (const int error = connect_error(stream_.fd()); error != 0) {
    connect_failed(std::strerror(error), Outcome::kConnect, Clock::now());
  } else if (stream_.needs_handshake()) {
    state_ = State::kSecuring;
    secure();
  } else {
    opened();
  }
}

void Connection::secure() {
  switch (stream_.handshake()) {
    case Step::kDone:
      opened();
      return;
    case Step::kWantsRead:
      show_interest(Interest::kRead);
      return;
    case Step::kWantsWrite:
      show_interest(Interest::kWrite);
      return;
    case Step::kEnd:
    case Step::kBroken:
      connect_failed(stream_.failure(), Outcome::kConnect, Clock::now());
  }
}

void Connection::opened() {
  state_ = State::kOpen;
  show_interest(Interest::kRead);
  count_opened(Clock::now() - connect_started_);
  next_rest_ = kFirstRest;
  if (ticket_) {
    send_request();
  } else {
    context_.owner.opened(*this);
  }
}

void Connection::count_opened(Duration took) {
  auto& facts = context_.recorder.connections();
  ++facts.opened;
  if (was_open_) ++facts.reopened;
  was_open_ = true;
  facts.connect_times.record(static_cast<std::uint64_t>(took.count()));
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
  context_.owner.resting(rest_until_);
}

// --- asking ---

void Connection::start(const Ticket& ticket, TimePoint now, Lag lag) {
  context_.recorder.started(ticket, now, lag);
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
  const auto sent = stream_.send(unsent_);
  unsent_.remove_prefix(sent.bytes);
  // After an error the read side tells what became of the connection: a reply may be there.
  const bool can_go_on = sent.step == Step::kDone || sent.step == Step::kWantsWrite;
  send_blocked_ = !unsent_.empty() && can_go_on;
  show_interest(send_blocked_ ? Interest::kBoth : Interest::kRead);
}

// --- the reply ---

/// The loop does not know of what the stream holds back.
void Connection::receive_all() {
  const auto epoch = epoch_;
  do {
    receive();
  } while (epoch == epoch_ && state_ == State::kOpen && stream_.has_more());
}

void Connection::receive() {
  const auto received = stream_.receive(context_.scratch);
  const bool writes = send_blocked_ || received.step == Step::kWantsWrite;
  show_interest(writes ? Interest::kBoth : Interest::kRead);
  switch (received.step) {
    case Step::kDone:
      take({context_.scratch.data(), received.bytes}, Clock::now());
      return;
    case Step::kWantsRead:
    case Step::kWantsWrite:
      return;
    case Step::kEnd:
      lost(Clock::now());
      return;
    case Step::kBroken:
      broken(Clock::now());
  }
}

void Connection::take(std::string_view bytes, TimePoint now) {
  context_.recorder.received(bytes.size(), now);
  if (!ticket_) {
    broken(now);  // bytes that nobody asked for, as a 408 is: what follows cannot be trusted
    return;
  }
  const auto state = exchange_.feed(bytes);
  if (state == ClientExchange::State::kDone) replied(now);
  if (state == ClientExchange::State::kBroken) {
    disconnect();
    finish(Outcome::kProtocol, now);
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
  stream_ = Stream();
  send_blocked_ = false;
  ++epoch_;
  state_ = State::kClosed;
}

// --- time ---

void Connection::tick(TimePoint now) {
  if (state_ == State::kResting && now >= rest_until_) {
    state_ = State::kClosed;
    context_.owner.freed(*this, now);
  } else if (ticket_ && now - started_ >= context_.timeout) {
    if (state_ == State::kConnecting || state_ == State::kSecuring) {
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
