// What /stats says: the scoreboard, the kernel's view of the workers, the listen queues.
#pragma once

#include <boost/json/object.hpp>

#include "common/clock.hpp"
#include "server/listeners.hpp"
#include "server/options.hpp"
#include "server/scoreboard.hpp"

namespace lab {

enum class MemoryDetail { kCheap, kExact };  // exact: pss and private bytes, too

/// One row: worker `index` at `now`.
boost::json::object worker_stats(int index, const WorkerSlot& slot, const ServerOptions& options,
                                 TimePoint now, MemoryDetail detail);

/// Length, capacity and drops of a listening socket's queue.
boost::json::object listen_stats(int listener);

boost::json::object server_stats(const ServerOptions& options, const Scoreboard& scoreboard,
                                 const Listeners& listeners, TimePoint now, MemoryDetail detail);

/// How late the loop is at `now`, given its last beat: zero while beats come as they should.
Duration lag_now(TimePoint last_beat, TimePoint now);

}  // namespace lab
