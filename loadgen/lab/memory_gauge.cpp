// Waits for the admin process to measure anew.
#include "loadgen/lab/memory_gauge.hpp"

namespace lab {
namespace {

constexpr Duration kMeasuredAnew = std::chrono::milliseconds(1050);

}  // namespace

bool MemoryGauge::wait() { return !last_ || pause_until(*last_ + kMeasuredAnew, keep_going_); }

Result<ServerSample> MemoryGauge::read() {
  wait();
  auto sample = sample_server(admin_, MemoryCost::kExact);
  last_ = Clock::now();
  return sample;
}

}  // namespace lab
