// The parent of all processes of a server: forks them, replaces the dead, the hung and, on SIGHUP,
// all workers one after another; drains them on SIGTERM.
#pragma once

#include <sys/signalfd.h>
#include <sys/types.h>

#include <optional>
#include <vector>

#include "common/net/unique_fd.hpp"
#include "server/child_main.hpp"
#include "server/event_flag.hpp"
#include "server/hang_watch.hpp"
#include "server/hangup.hpp"
#include "server/listeners.hpp"
#include "server/options.hpp"
#include "server/respawn_policy.hpp"
#include "server/scoreboard.hpp"
#include "server/work/database_source.hpp"

namespace lab {

/// From here on they wait for a supervisor of this process to be told. Call it before what must not
/// be left half done: the first process of a container would even lose them.
void block_supervised_signals();

/// One thread, no event loop, no logger threads: whatever it forks starts from a clean state.
class Supervisor {
 public:
  /// `options` and `database` must outlive it.
  Supervisor(const ServerOptions& options, const DatabaseSource& database, Listeners listeners);

  /// Runs the server until it has drained. Exit code: 0 drained; 1 a worker cannot start, or
  /// connections were given up. In a forked child it does not return.
  int run();

 private:
  /// A second process in the place of a worker: its successor, which gets ready, or the one before
  /// it, which serves what it has left.
  struct Companion {
    enum class Role { kNone, kSuccessor, kRetiree };
    Role role = Role::kNone;
    pid_t pid = 0;
    std::optional<TimePoint> kill_at{};  // when it is not done by then
  };
  struct Child {
    int number = kAdminProcess;  // of its slot on the scoreboard, or of what else it is
    pid_t pid = 0;
    TimePoint started{};
    EventFlag drain_event{};  // tells this process alone to drain, or to retire
    std::optional<TimePoint> respawn_at{};
    bool to_be_replaced = false;  // SIGHUP asked for it
    Companion companion{};
    EventFlag companion_event{};
    HangWatch watch{};
    RespawnPolicy policy{};

    bool is_worker() const { return number >= 0; }
    std::string name() const;
  };
  enum class Phase { kStarting, kServing, kDraining, kFailed };

  void spawn(Child& child);
  pid_t start_process(Child& child, WorkerLife* life, const EventFlag& drain_event);
  [[noreturn]] void become(Child& child, WorkerLife* life, const EventFlag& drain_event,
                           pid_t supervisor);
  void reap();
  void bury(Child& child, int status);
  void plan_successor(Child& child, int status, RespawnPolicy::Life life);
  void respawn_due();

  std::optional<TimePoint> next_deadline() const;
  void wait_for_event();
  void handle_signals();
  void handle(const signalfd_siginfo& signal);
  void announce_when_ready();
  void count_restarts();

  // In supervisor_replacing.cpp.
  void replace_all();
  void continue_replacing();
  bool every_worker_serves_alone() const;
  void start_successor(Child& child);
  void hand_over(Child& child);
  void stop_replacing(const Child& child, std::string_view reason);
  void bury_companion(Child& child, int status);
  void promote(Child& child);
  void kill_overdue();
  void kill_hung();

  void terminate();
  void start_draining();
  void give_up();
  bool workers_gone() const;
  int finish();

  static bool has_passed(const std::optional<TimePoint>& moment, TimePoint now) {
    return moment && now >= *moment;
  }
  static void kill_all_of(const Child& child);
  WorkerSlot& slot_of(const Child& child) { return scoreboard_.slot(child.number); }

  const ServerOptions& options_;
  const DatabaseSource& database_;
  Listeners listeners_;
  Scoreboard scoreboard_;
  HangupRule hangup_rule_;
  UniqueFd signals_;
  EventFlag ready_event_;
  std::vector<Child> children_;
  Phase phase_ = Phase::kStarting;
  std::optional<TimePoint> drain_deadline_;
  std::optional<TimePoint> next_look_;  // at workers that may hang
  std::uint64_t requests_lost_before_drain_ = 0;
  std::uint64_t connections_lost_before_drain_ = 0;
  bool queue_lost_ = false;  // of a worker that died while it drained
};

}  // namespace lab
