// Which workers hang: they are there, but have made no progress for too long. Pure.
#pragma once

#include <optional>
#include <string>

#include "common/clock.hpp"
#include "server/model.hpp"
#include "server/scoreboard.hpp"

namespace lab {

/// Since when a worker has got no further: async from its last heartbeat, the others from the
/// beginning of the oldest request they are busy with. Nothing for an idle one, and for one that
/// does not serve (yet, or any more): others watch over its beginning and its end.
std::optional<TimePoint> stuck_since(const WorkerLife& worker, ModelKind model);

/// What that time is, for a log: "no heartbeat", "busy with one request".
std::string_view stuck_reason(ModelKind model);

/// One worker's watch.
class HangWatch {
 public:
  static constexpr Duration kPause = std::chrono::seconds(1);  // between two looks

  /// Looks at a worker that is stuck since `since`. How long it has hung, when that is above
  /// `limit` in two looks running: after a stop of the whole machine, one look gives it the time
  /// to go on.
  std::optional<Duration> look(std::optional<TimePoint> since, TimePoint now, Duration limit);

 private:
  bool looked_hung_ = false;
};

}  // namespace lab
