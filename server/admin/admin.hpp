// The admin process: answers the admin port from the scoreboard, whatever the workers do.
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

/// Serves /stats, /livez and /readyz until the supervisor ends it.
void run_admin_process(AdminSettings settings);

}  // namespace lab
