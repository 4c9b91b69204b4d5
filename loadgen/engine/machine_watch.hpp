// Watches how busy the whole machine is while a load is measured.
#pragma once

#include <optional>

#include "common/machine.hpp"
#include "loadgen/engine/feed.hpp"
#include "loadgen/engine/result.hpp"

namespace lab {

/// Reads the machine's CPU time at the first and the last look inside the window, so that neither
/// warm-up nor grace is taken for it.
class MachineWatch {
 public:
  void begin(Window window) { window_ = window; }
  /// Called again and again; costs one read of /proc/stat.
  void look(TimePoint now);

  /// None when the looks are less than kShortest apart: the kernel counts in ticks of 10 ms.
  std::optional<MachineFacts> facts() const;

 private:
  static constexpr Duration kShortest = std::chrono::milliseconds(300);

  Window window_;
  TimePoint first_at_{};
  TimePoint last_at_{};
  std::optional<MachineTime> first_;
  std::optional<MachineTime> last_;
};

}  // namespace lab
