// One go of one arm: the server that was started for it, and whoever watches.
#pragma once

#include <cstdint>
#include <functional>

#include "loadgen/engine/load.hpp"
#include "loadgen/lab/patience.hpp"
#include "loadgen/lab/server_process.hpp"

namespace lab {

class Trial {
 public:
  /// `watch` is asked about ten times a second whether to go on.
  Trial(ServerProcess& running, std::uint64_t round_seed, std::function<GoOn()> watch)
      : server(running), seed(round_seed), watch_(std::move(watch)) {}

  /// To be asked by whatever takes long, ten times a second or more often. After a kNo the trial
  /// ends as soon as it can, and what it found so far is thrown away.
  GoOn look() {
    const auto now = Clock::now();
    if (!cut_short_ && now >= next_look_) {
      cut_short_ = watch_() == GoOn::kNo;
      next_look_ = now + kWatchAtMostEvery;
    }
    return cut_short_ ? GoOn::kNo : GoOn::kYes;
  }
  /// The same for those who know nothing of trials; valid as long as this is.
  KeepGoing keep_going() {
    return [this] { return look() == GoOn::kYes; };
  }
  bool cut_short() const { return cut_short_; }

  ServerProcess& server;
  const std::uint64_t seed;

 private:
  static constexpr Duration kWatchAtMostEvery = std::chrono::milliseconds(50);

  std::function<GoOn()> watch_;
  TimePoint next_look_;
  bool cut_short_ = false;
};

}  // namespace lab
