// Closes seconds as they end.
#include "loadgen/engine/second_log.hpp"

#include <utility>

namespace lab {

void SecondLog::go_on(TimePoint now) {
  for (; now >= ends_; ends_ += kSecond) close_second();
}

void SecondLog::close_second() {
  current_.latency = pack(latency_);
  current_.latency.counts.shrink_to_fit();
  over_.push_back(std::exchange(current_, {}));
  if (latency_.count() > 0) latency_.clear();
}

std::vector<SecondFacts> SecondLog::take() {
  if (ends_ != TimePoint::max()) close_second();
  return std::move(over_);
}

}  // namespace lab
