// The parent of all processes of a server: forks them, replaces the dead, drains them on a signal.
#pragma once

#include <sys/types.h>

#include <optional>
#include <vector>

#include "common/net/unique_fd.hpp"
#include "server/listeners.hpp"
#include "server/options.hpp"
#include "server/respawn_policy.hpp"
#include "server/scoreboard.hpp"

namespace lab {

/// One thread, no event loop, no logger threads: whatever it forks starts from a clean state.
class Supervisor {
 public:
  Supervisor(const ServerOptions& options, Listeners listeners);

  /// Runs the server until it has drained. Exit code: 0 drained; 1 a worker cannot start, or
  /// connections were given up. In a forked child it does not return.
  int run();

 private:
  struct Child {
    int slot = 0;  // of the scoreboard; kAdmin for the admin process
    pid_t pid = 0;
    TimePoint started;
    std::optional<TimePoint> respawn_at;
    RespawnPolicy policy;
  };
  static constexpr int kAdmin = -1;
  enum class Phase { kStarting, kServing, kDraining, kFailed };

  void spawn(Child& child);
  [[noreturn]] void become(const Child& child);
  void run_worker(int slot);
  void run_admin();

  void wait_for_event();
  void handle_signals();
  void announce_when_ready();
  void reap();
  void bury(Child& child, int status);
  void respawn_due();
  void start_draining();
  void give_up();
  bool workers_gone() const;
  int finish();

  const ServerOptions& options_;
  Listeners listeners_;
  Scoreboard scoreboard_;
  UniqueFd signals_;
  UniqueFd ready_event_;
  UniqueFd drain_event_;
  std::vector<Child> children_;
  Phase phase_ = Phase::kStarting;
  std::optional<TimePoint> drain_deadline_;
  std::uint64_t requests_lost_before_drain_ = 0;
  std::uint64_t connections_lost_before_drain_ = 0;
};

}  // namespace lab
