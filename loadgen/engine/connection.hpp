// One client of the load: a connection that asks, reads the reply and says when it is free again.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "common/http/client_exchange.hpp"
#include "loadgen/engine/event_loop.hpp"
#include "loadgen/engine/feed.hpp"
#include "loadgen/engine/recorder.hpp"
#include "loadgen/engine/scenario.hpp"
#include "loadgen/engine/target.hpp"

namespace lab {

class Connection;

/// Who gives connections their work.
class ConnectionOwner {
 public:
  virtual ~ConnectionOwner() = default;

  /// Opening ahead of the first request has succeeded or failed.
  virtual void opened(Connection& connection) = 0;
  /// The connection can take a request; it may be started from inside this call.
  virtual void freed(Connection& connection, TimePoint now) = 0;
  /// The connection wants a tick at that time.
  virtual void resting(TimePoint until) = 0;
};

/// What the connections of one thread share. All of it outlives them.
struct ConnectionContext {
  EventLoop& loop;
  const Access& access;
  const Scenario& scenario;
  Recorder& recorder;
  ConnectionOwner& owner;
  Duration timeout;
  std::span<char> scratch;  // every read goes here and is used up before the next
};

/// Keeps its socket over requests where the server lets it. Nothing is allocated for a request on a
/// connection that is kept. Whatever goes wrong ends the request in its class and the connection;
/// the next request opens a new one.
class Connection {
 public:
  /// `number` tells its socket from others in the loop.
  Connection(const ConnectionContext& context, std::uint32_t number)
      : context_(context), number_(number) {}

  /// Connects ahead of the first request.
  void open();
  /// Uses an open stream, ahead of the first request; opening it took that long.
  void adopt(Stream stream, Duration took);

  /// Makes the request that is `ticket`. Only for a connection that is free.
  void start(const Ticket& ticket, TimePoint now, Lag lag);

  /// The socket of that epoch can be read or written, or has failed.
  void ready(std::uint32_t epoch);
  /// Called now and then: ends a request that has timed out, and a rest after failed connecting.
  void tick(TimePoint now);
  /// From here on it is known whether it was asked.
  void open_window();
  /// The end of the run: ends the request under way as open, and the connection.
  void end(TimePoint now);

  bool is_open() const { return state_ == State::kOpen; }
  /// Had a request since open_window().
  bool asked() const { return asked_; }
  /// Whole replies that came inside the window, and those of the whole run.
  std::uint64_t replies_in_window() const { return replies_in_window_; }
  std::uint64_t replies() const { return replies_; }

 private:
  enum class State { kClosed, kConnecting, kSecuring, kOpen, kResting };

  EventLoop::Tag tag() const { return {number_, epoch_}; }
  void show_interest(Interest interest);

  void connect();
  void connected();
  void secure();
  void opened();
  void count_opened(Duration took);
  void connect_failed(const std::string& reason, Outcome outcome, TimePoint now);
  void rest(TimePoint now);

  void send_request();
  void send_rest();

  void receive_all();
  void receive();
  void take(std::string_view bytes, TimePoint now);
  void lost(TimePoint now);
  void broken(TimePoint now);
  void replied(TimePoint now);
  bool reusable() const;
  void finish(Outcome outcome, TimePoint now);
  void disconnect();

  const ConnectionContext& context_;
  std::uint32_t number_;
  Stream stream_;
  State state_ = State::kClosed;
  Interest interest_ = Interest::kRead;
  bool send_blocked_ = false;  // the rest of the request is for when the socket is writable
  std::uint32_t epoch_ = 0;    // counts sockets, so that a report of an earlier one does nothing
  ClientExchange exchange_;

  std::optional<Ticket> ticket_;  // the request under way
  TimePoint started_{};           // when it was taken up
  std::string_view unsent_;       // the rest of its bytes
  bool fresh_ = false;            // the connection was opened for it
  bool retried_ = false;

  TimePoint connect_started_{};
  bool was_open_ = false;
  TimePoint rest_until_{};
  Duration next_rest_{};
  bool asked_ = false;
  std::uint64_t replies_ = 0;
  std::uint64_t replies_in_window_ = 0;
};

}  // namespace lab
