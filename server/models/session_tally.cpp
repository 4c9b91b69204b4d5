// When a request counts as finished.
#include "server/models/session_tally.hpp"

namespace lab {

SessionTally::~SessionTally() {
  if (closed_) return;
  if (working_) answered(Status::kInternalError);
  turn(ServerConversation::Want::kClose);
  closed(Ending::kAborted);
}

void SessionTally::request_begins() {
  count(shard_.started);
  working_ = true;
}

void SessionTally::answered(Status status) {
  unsent_ = status;
  working_ = false;
}

void SessionTally::turn(ServerConversation::Want want) {
  using Want = ServerConversation::Want;
  if (!unsent_) return;
  if (want == Want::kWrite) {
    writing_ = true;
  } else if (writing_ || want == Want::kClose) {
    count(shard_.by_class[static_cast<std::size_t>(*unsent_) / 100 - 1]);
    count(shard_.finished);
    unsent_.reset();
    writing_ = false;
  }
}

void SessionTally::closed(Ending ending) {
  count(shard_.endings[static_cast<std::size_t>(ending)]);
  count(shard_.closed);
  closed_ = true;
}

}  // namespace lab
