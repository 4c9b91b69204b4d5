// What a reply's headers say about who made it and how long that took.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "common/clock.hpp"

namespace lab {

/// The thread that answered.
struct Answerer {
  int slot = 0;  // the number of its worker
  int pid = 0;
  int tid = 0;
  friend bool operator==(const Answerer&, const Answerer&) = default;
  friend bool operator<(const Answerer& a, const Answerer& b) {
    return std::tie(a.slot, a.pid, a.tid) < std::tie(b.slot, b.pid, b.tid);
  }
};

/// From "<slot>/<pid>/<tid>", as X-Worker has it; nothing for any other text.
std::optional<Answerer> parse_answerer(std::string_view text);

/// A metric of Server-Timing.
struct ServerStep {
  std::string name;
  Duration took{};
  friend bool operator==(const ServerStep&, const ServerStep&) = default;
};

/// From "wait;dur=200.1, cpu;dur=5" with times in ms; metrics without a usable time are left out.
std::vector<ServerStep> parse_server_timing(std::string_view text);

}  // namespace lab
