// Two looks, and what they look at.
#include "server/hang_watch.hpp"

#include <algorithm>
#include <utility>

namespace lab {
namespace {

std::uint64_t finished_by(const WorkerLife& worker) {
  std::uint64_t sum = 0;
  for (const auto& shard : worker.shards) sum += shard.finished.load(std::memory_order_relaxed);
  return sum;
}

}  // namespace

Sight sight_of(const WorkerLife& worker, ModelKind model) {
  const bool loops = model == ModelKind::kAsync;
  const std::int64_t nanoseconds = loops ? worker.heartbeat : worker.oldest_request;
  if (worker.state != WorkerState::kReady || nanoseconds == 0) return {};
  return {TimePoint(Duration(nanoseconds)), loops ? finished_by(worker) : 0};
}

std::string_view stuck_reason(ModelKind model) {
  return model == ModelKind::kAsync ? "no heartbeat" : "busy with one request";
}

std::optional<Duration> HangWatch::look(const Sight& sight, TimePoint now, Duration limit) {
  if (std::exchange(finished_, sight.finished) != sight.finished) progressed_ = now;
  const auto since = std::max(sight.since.value_or(now), progressed_);
  const bool hung = now - since > limit;
  const bool twice = std::exchange(looked_hung_, hung) && hung;
  if (!twice || told_ == sight.since) return std::nullopt;
  told_ = sight.since;
  return now - since;
}

}  // namespace lab
