// Counts down from the length of the queue.
#include "server/models/queue_rest.hpp"

#include "common/net/listener.hpp"

namespace lab {

void QueueRest::begin(int listener) {
  if (!left_) left_ = listen_queue(listener).length;
}

void QueueRest::took_one() {
  if (left_ && *left_ > 0) --*left_;
}

}  // namespace lab
