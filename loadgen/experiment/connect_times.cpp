// Sorts connect times around the second after which Linux sends a SYN again.
#include "loadgen/experiment/connect_times.hpp"

namespace lab {
namespace {

constexpr Duration kAtOnce = std::chrono::milliseconds(100);
constexpr Duration kJustBeforeRetry = std::chrono::milliseconds(900);

}  // namespace

ConnectTimes connect_times(std::span<const Duration> took) {
  ConnectTimes times;
  for (const auto time : took) {
    if (time <= kAtOnce) {
      ++times.at_once;
    } else if (time < kJustBeforeRetry) {
      ++times.between;
    } else {
      ++times.later;
      if (!times.first || time < *times.first) times.first = time;
    }
  }
  return times;
}

}  // namespace lab
