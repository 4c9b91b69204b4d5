// Follows what a server uses while a load is on it.
#pragma once

#include <optional>

#include "common/clock.hpp"
#include "common/http/url.hpp"
#include "loadgen/lab/admin_client.hpp"
#include "loadgen/lab/server_use.hpp"

namespace lab {

/// Looks at the server's admin port when the window opens and just before it closes, and for its
/// memory each second before that, so that the highest of several readings counts.
class UseMeter {
 public:
  /// `admin` may be null: then nothing is known. The window is counted from the load's start. With
  /// kCheap nobody is asked for memory, which would cost a server of many threads some time.
  UseMeter(const Url* admin, Duration opens, Duration window,
           MemoryCost memory = MemoryCost::kExact);

  /// To be called about ten times a second.
  void look(Duration elapsed);
  /// None when the window was not seen from its begin to its end.
  std::optional<ServerUse> use() const;

 private:
  std::optional<ServerSample> sample(MemoryCost cost) const;

  const Url* admin_;
  MemoryCost memory_;
  Duration opens_;
  Duration closes_;
  Duration reads_;  // memory the next time; the last time is closes_
  std::optional<ServerSample> begin_;
  std::optional<ServerSample> end_;
  std::uint64_t peak_memory_ = 0;
  int peak_threads_ = 0;
};

}  // namespace lab
