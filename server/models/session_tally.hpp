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

  void request_begins() { count(shard_.started); }
  void answered(Status status) { unsent_ = status; }
  /// To be told of every turn: an answer is finished when its last byte is written or given up.
  void turn(ServerConversation::Want want);
  void closed(Ending ending);

 private:
  CounterShard& shard_;
  std::optional<Status> unsent_;
  bool writing_ = false;
};

}  // namespace lab
