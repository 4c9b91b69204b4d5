// The admin process: answers the admin port from the scoreboard, whatever the workers do, and keeps
// their shared counter.
#pragma once

#include "server/listeners.hpp"
#include "server/options.hpp"
#include "server/scoreboard.hpp"

namespace lab {

struct AdminSettings {
  const ServerOptions& options;
  const Scoreboard& scoreboard;
  Listeners listeners;  // for the length of the workers' queues, until the server drains
  int drain_event;
};

/// Serves /stats, /livez and /readyz, and to the workers their shared counter, until the supervisor
/// ends it.
void run_admin_process(AdminSettings settings);

}  // namespace lab
