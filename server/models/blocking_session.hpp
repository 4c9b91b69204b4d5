// One connection on one thread: every wait is a poll that holds the thread. Twin of async_session.
#pragma once

#include <optional>

#include "common/http/server_conversation.hpp"
#include "common/net/unique_fd.hpp"
#include "server/models/service.hpp"
#include "server/models/session_tally.hpp"

namespace lab {

class BlockingSession {
 public:
  /// `rivals`: a listener whose connections this session's worker could serve instead; -1 for none.
  BlockingSession(UniqueFd socket, const Service& service, CounterShard& shard, int rivals);

  /// Serves until the connection ends. Returns the connection that was accepted in its stead while
  /// it was idle, if any.
  UniqueFd serve();

 private:
  void wait(short events, std::optional<TimePoint> deadline);
  bool rival_waits() const;
  bool leaves_rival();
  void accept_rival();
  Persist persist() const;

  UniqueFd socket_;
  const Service& service_;
  ServerConversation talk_;
  SessionTally tally_;
  ConnectionLog log_;
  Identity who_;
  int rivals_;
  UniqueFd successor_;
  TimePoint spared_until_{};             // no rival is looked at before
  std::optional<TimePoint> left_since_;  // when the rival who waits was first left to a free worker
  bool draining_ = false;
};

/// A session from its beginning to its end; what it throws ends this connection alone.
UniqueFd serve_blocking(UniqueFd socket, const Service& service, CounterShard& shard, int rivals);

}  // namespace lab
