// Pauses in slices.
#include "loadgen/lab/patience.hpp"

#include <algorithm>

#include "common/net/poll.hpp"

namespace lab {

bool pause_until(TimePoint moment, const KeepGoing& keep_going) {
  while (Clock::now() < moment) {
    if (!keep_going()) return false;
    wait_any({}, std::min(moment, Clock::now() + kAskEvery));
  }
  return true;
}

}  // namespace lab
