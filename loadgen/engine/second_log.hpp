// Keeps a run's facts second by second while it goes on.
#pragma once

#include <vector>

#include "common/clock.hpp"
#include "loadgen/engine/result.hpp"

namespace lab {

/// The seconds since the begin of the window, of one thread. One histogram is filled at a time; a
/// second that is over is packed, so a long run costs a few KiB a second and nothing a request.
class SecondLog {
 public:
  /// When the first second begins. Before that nothing may be counted.
  void begin(TimePoint begin) { ends_ = begin + kSecond; }

  /// The counts of the second of `now`, which never goes back; if it does, of the latest.
  SecondFacts& at(TimePoint now) {
    if (now >= ends_) go_on(now);
    return current_;
  }
  void add_latency(TimePoint now, std::uint64_t nanoseconds) {
    if (now >= ends_) go_on(now);
    latency_.record(nanoseconds);
  }

  /// Closes what is over by `now`, though nothing may have happened in it.
  void advance(TimePoint now) {
    if (now >= ends_) go_on(now);
  }
  const std::vector<SecondFacts>& over() const { return over_; }

  /// All seconds, the one at hand included.
  std::vector<SecondFacts> take();

 private:
  static constexpr Duration kSecond = std::chrono::seconds(1);

  void go_on(TimePoint now);
  void close_second();

  TimePoint ends_ = TimePoint::max();
  SecondFacts current_;
  Histogram latency_;
  std::vector<SecondFacts> over_;
};

}  // namespace lab
