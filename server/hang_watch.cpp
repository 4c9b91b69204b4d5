// Two looks, and what they look at.
#include "server/hang_watch.hpp"

#include <utility>

namespace lab {

std::optional<TimePoint> stuck_since(const WorkerLife& worker, ModelKind model) {
  if (worker.state != WorkerState::kReady) return std::nullopt;
  const auto& since = model == ModelKind::kAsync ? worker.heartbeat : worker.oldest_request;
  const std::int64_t nanoseconds = since;
  if (nanoseconds == 0) return std::nullopt;
  return TimePoint(Duration(nanoseconds));
}

std::string_view stuck_reason(ModelKind model) {
  return model == ModelKind::kAsync ? "no heartbeat" : "busy with one request";
}

std::optional<Duration> HangWatch::look(std::optional<TimePoint> since, TimePoint now,
                                        Duration limit) {
  const bool hung = since && now - *since > limit;
  const bool twice = std::exchange(looked_hung_, hung) && hung;
  if (!twice) return std::nullopt;
  looked_hung_ = false;
  return now - *since;
}

}  // namespace lab
