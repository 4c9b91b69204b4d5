// What /stats says: the scoreboard, the kernel's view of the workers, the listen queues.
#pragma once

#include <boost/json/object.hpp>

#include "common/clock.hpp"
#include "server/admin/process_facts.hpp"
#include "server/listeners.hpp"
#include "server/options.hpp"
#include "server/scoreboard.hpp"

namespace lab {

/// One row: worker `index` at `now`. With `memory` it has pss and private bytes, too.
boost::json::object worker_stats(int index, const WorkerSlot& slot, const ServerOptions& options,
                                 TimePoint now, ExactMemoryReader* memory);

/// Length, capacity and drops of a listening socket's queue.
boost::json::object listen_stats(int listener);

boost::json::object server_stats(const ServerOptions& options, const Scoreboard& scoreboard,
                                 const Listeners& listeners, TimePoint now,
                                 ExactMemoryReader* memory);

/// How late the loop is at `now`, given its last beat: zero while beats come as they should.
Duration lag_now(TimePoint last_beat, TimePoint now);

}  // namespace lab
