// One client's connection, driven by poll: it asks one request at a time and notes when what came.
#pragma once

#include <poll.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "common/clock.hpp"
#include "common/http/client_exchange.hpp"
#include "common/net/address.hpp"
#include "common/net/unique_fd.hpp"

namespace lab {

enum class ClientState {
  kIdle,        // nothing is under way; the connection, if there is one, stands
  kConnecting,  // also while nobody answers the SYN
  kAsking,      // connected, the reply is not whole
  kAnswered,    // a whole reply came, whatever its status
  kLost,        // the connection was refused, closed or reset before there was one
};

/// "GET `target`" with the headers of a plain client.
std::string request_text(std::string_view target, std::string_view authority);

/// For experiments that need to see each connection; those that only load a server use the engine.
class Client {
 public:
  explicit Client(const SocketAddress& server, Keep keep = Keep::kNothing)
      : server_(server), keep_(keep) {}

  /// Begins to send `request` on the connection that the last reply left open, or else on a new
  /// one; go_on() does the rest. It is lost at once when not even a socket can be had.
  void ask(std::string request);
  /// More bytes of the request under way.
  void add(std::string_view bytes) { unsent_ += bytes; }
  /// Gives the connection up; what was found stays.
  void close() { socket_.reset(); }

  /// What to wait for; its descriptor is negative when nothing can come.
  pollfd wanted() const;
  /// Takes what poll found. Returns whether the request has ended by it.
  bool go_on(short found);

  ClientState state() const { return state_; }
  bool under_way() const {
    return state_ == ClientState::kConnecting || state_ == ClientState::kAsking;
  }
  /// Of the last reply; kNothing keeps its status and its worker.
  const ReceivedReply& reply() const { return exchange_->reply(); }
  bool good() const { return state_ == ClientState::kAnswered && reply().status == 200; }
  /// Of the last request: when it was asked, when its connection stood, when it ended.
  TimePoint asked_at() const { return asked_at_; }
  std::optional<TimePoint> connected_at() const { return connected_at_; }
  TimePoint ended_at() const { return ended_at_; }
  /// Why it was lost, an errno; 0: the connection was closed in order.
  int error() const { return error_; }

 private:
  void connect();
  bool end(ClientState how, int error = 0);
  bool send();
  bool receive();

  SocketAddress server_;
  Keep keep_;
  UniqueFd socket_;
  std::unique_ptr<ClientExchange> exchange_;
  ClientState state_ = ClientState::kIdle;
  std::string unsent_;
  TimePoint asked_at_;
  std::optional<TimePoint> connected_at_;
  TimePoint ended_at_;
  int error_ = 0;
};

}  // namespace lab
