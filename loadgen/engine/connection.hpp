// One client of the load: a connection that asks, reads the reply and says when it is free again.
#pragma once

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <optional>
#include <span>
#include <string_view>

#include "common/http/client_exchange.hpp"
#include "common/net/unique_fd.hpp"
#include "loadgen/engine/feed.hpp"
#include "loadgen/engine/recorder.hpp"
#include "loadgen/engine/scenario.hpp"

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
};

/// What the connections of one thread share. All of it outlives them.
struct ConnectionContext {
  boost::asio::io_context& io;
  boost::asio::ip::tcp::endpoint server;
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
  explicit Connection(const ConnectionContext& context) : context_(context), socket_(context.io) {}

  /// Connects ahead of the first request.
  void open();
  /// Uses a connected socket, ahead of the first request; opening it took that long.
  void adopt(UniqueFd socket, Duration took);

  /// Makes the request that is `ticket`. Only for a connection that is free.
  void start(const Ticket& ticket, TimePoint now, Start how);

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
  using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp,
                                                  boost::asio::io_context::executor_type>;
  using ErrorCode = boost::system::error_code;
  enum class State { kClosed, kConnecting, kOpen, kResting };

  template <void (Connection::*step)(ErrorCode)>
  auto bound();

  void connect();
  void on_connected(ErrorCode error);
  void count_opened(Duration took);
  void use_socket();
  void connect_failed(const std::string& reason, Outcome outcome, TimePoint now);
  void rest(TimePoint now);

  void send_request();
  void send_rest();
  void on_writable(ErrorCode error);

  void wait_readable();
  void on_readable(ErrorCode error);
  void receive();
  void lost(TimePoint now);
  void broken(TimePoint now);
  void replied(TimePoint now);
  bool reusable() const;
  void finish(Outcome outcome, TimePoint now);
  void disconnect();

  const ConnectionContext& context_;
  Socket socket_;
  State state_ = State::kClosed;
  unsigned epoch_ = 0;  // counts sockets, so that a handler of an earlier one does nothing
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
