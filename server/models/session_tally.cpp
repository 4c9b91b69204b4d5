// When a request counts as finished.
#include "server/models/session_tally.hpp"

namespace lab {

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
}

}  // namespace lab
