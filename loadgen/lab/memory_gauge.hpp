// Reads a server's memory so that each reading is a new one.
#pragma once

#include <optional>

#include "loadgen/lab/admin_client.hpp"
#include "loadgen/lab/patience.hpp"

namespace lab {

/// The admin process walks through a worker's memory at most once a second and gives the old
/// figures in between; this waits for that second, unless it has passed while other things were
/// done.
class MemoryGauge {
 public:
  MemoryGauge(const Url& admin, KeepGoing keep_going)
      : admin_(admin), keep_going_(std::move(keep_going)) {}

  /// From now on a reading is a new one; false when it is cut short.
  bool wait();
  /// Waits and reads, exactly; when it is cut short, the old figures.
  Result<ServerSample> read();

 private:
  Url admin_;
  KeepGoing keep_going_;
  std::optional<TimePoint> last_;
};

}  // namespace lab
