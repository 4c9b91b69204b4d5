// Differences between two looks at the admin port, and the highest of several.
#include "loadgen/lab/use_meter.hpp"

#include <algorithm>

namespace lab {
namespace {

constexpr Duration kWatchPeriod = std::chrono::milliseconds(100);  // of run_load
/// The admin process reads memory anew once a second, and we look up to a watch period late.
constexpr Duration kMemoryPeriod = std::chrono::seconds(1) + kWatchPeriod;

ServerUse use_between(const ServerSample& begin, const ServerSample& end) {
  ServerUse use;
  const auto cpu = end.cpu - begin.cpu;
  const auto finished = end.finished - begin.finished;
  use.cpu_share = to_seconds(cpu) / to_seconds(end.at - begin.at);
  if (finished == 0) return use;
  use.cpu_per_request = cpu / static_cast<Duration::rep>(finished);
  use.switches_per_request =
      static_cast<double>(end.switches - begin.switches) / static_cast<double>(finished);
  return use;
}

}  // namespace

UseMeter::UseMeter(const Url* admin, Duration opens, Duration window, MemoryCost memory)
    : admin_(admin),
      memory_(memory),
      opens_(opens),
      closes_(opens + window - kWatchPeriod),
      reads_(memory == MemoryCost::kCheap ? closes_ : opens_ + (closes_ - opens_) % kMemoryPeriod) {
}

void UseMeter::look(Duration elapsed) {
  if (admin_ == nullptr || end_) return;
  if (!begin_ && elapsed >= opens_) begin_ = sample(MemoryCost::kCheap);
  if (!begin_ || elapsed < reads_) return;
  const auto reading = sample(memory_);
  if (!reading) return;
  peak_memory_ = std::max(peak_memory_, reading->memory);
  peak_threads_ = std::max(peak_threads_, reading->threads);
  if (elapsed >= closes_) end_ = reading;
  reads_ += kMemoryPeriod;
}

std::optional<ServerUse> UseMeter::use() const {
  if (!begin_ || !end_) return std::nullopt;
  auto use = use_between(*begin_, *end_);
  use.peak_memory = peak_memory_;
  use.peak_threads = peak_threads_;
  return use;
}

std::optional<ServerSample> UseMeter::sample(MemoryCost cost) const {
  const auto taken = sample_server(*admin_, cost);
  return taken ? std::optional(*taken) : std::nullopt;
}

}  // namespace lab
