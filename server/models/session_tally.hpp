// Counts one connection and its requests, so that every beginning gets exactly one end.
#pragma once

#include <optional>

#include "common/http/server_conversation.hpp"
#include "server/scoreboard.hpp"

namespace lab {

class SessionTally {
 public:
  /// Counts a connection as accepted.
  explicit SessionTally(CounterShard& shard) : shard_(shard) { count(shard_.accepted); }
  /// A session that an exception ended was aborted, and so was its request.
  ~SessionTally();
  SessionTally(const SessionTally&) = delete;
  SessionTally& operator=(const SessionTally&) = delete;

  void request_begins();
  void answered(Status status);
  /// To be told of every turn: an answer is finished when its last byte is written or given up.
  void turn(ServerConversation::Want want);
  void closed(Ending ending);

 private:
  CounterShard& shard_;
  std::optional<Status> unsent_;
  bool working_ = false;  // on a request that has no answer yet
  bool writing_ = false;
  bool closed_ = false;
};

}  // namespace lab
