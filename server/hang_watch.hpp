// Which workers hang: they are there, but have made no progress for too long. Pure.
#pragma once

#include <optional>
#include <string_view>

#include "common/clock.hpp"
#include "server/model.hpp"
#include "server/scoreboard.hpp"

namespace lab {

/// What a look at a worker shows.
struct Sight {
  /// Since when it may be stuck: async since its last heartbeat, the others since the beginning of
  /// the oldest request they are busy with. Nothing for an idle one, and for one that does not
  /// serve yet, or any more.
  std::optional<TimePoint> since;
  /// Under async, how many requests it has finished: a loop that blocks in one request after
  /// another has no heartbeat and does not hang. Among threads one hangs while others go on.
  std::uint64_t finished = 0;
};
Sight sight_of(const WorkerLife& worker, ModelKind model);

/// What stands still in a worker that hangs, for a log: "no heartbeat", "busy with one request".
std::string_view stuck_reason(ModelKind model);

/// One worker's watch.
class HangWatch {
 public:
  static constexpr Duration kPause = std::chrono::seconds(1);  // between two looks

  /// How long the worker has hung, when that is above `limit` in two looks running, and only once:
  /// after a stop of the whole machine, one look gives it the time to go on.
  std::optional<Duration> look(const Sight& sight, TimePoint now, Duration limit);

 private:
  std::uint64_t finished_ = 0;
  TimePoint progressed_{};  // when that was last seen to change
  bool looked_hung_ = false;
  std::optional<TimePoint> told_;  // since when the hang that was told of lasts
};

}  // namespace lab
