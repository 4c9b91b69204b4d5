// What a process of the server does from its fork to its end: serve as a worker, or the admin port.
#pragma once

#include <unistd.h>

#include <functional>

#include "server/listeners.hpp"
#include "server/options.hpp"
#include "server/scoreboard.hpp"
#include "server/work/database_source.hpp"

namespace lab {

/// The numbers of the children of a supervisor that are no workers; those have their slots'.
inline constexpr int kAdminProcess = -1;
inline constexpr int kBackendProcess = -2;

struct ChildTask {
  const ServerOptions& options;
  const Scoreboard& scoreboard;
  Listeners& listeners;  // the child's copy; what it does not need it lets go of
  const DatabaseSource& database;
  int number;        // of a worker's slot, or one of those above
  WorkerLife* life;  // of this worker; null for the others
  int drain_event;   // stays readable from the moment this process shall drain
  int ready_event;   // an eventfd of the supervisor's, to be raised when this worker serves
  pid_t supervisor;  // we die with it
  std::function<void()> forget_siblings;  // closes what concerns the supervisor and others alone
};

/// To be called in the child, right behind fork(). Its exit code is 0 when it has drained, 1 when
/// it could not go on.
[[noreturn]] void run_child(const ChildTask& task);

}  // namespace lab
