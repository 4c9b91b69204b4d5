// Adding to a counter: the worker's own, or the shared one that the admin process keeps behind a
// Unix socket. The blocking form holds its thread for each round trip, the coroutine form lets go.
#pragma once

#include "server/job.hpp"
#include "server/task.hpp"
#include "server/work/resources.hpp"

namespace lab {

/// Both make a round trip for each add to the shared counter, over a connection of this step alone,
/// so that no other's answer can come in between and a failure leaves none behind. A connection
/// that breaks is an error and not tried again: whether its last add counted is unknown. Both give
/// the lock up, if there is one, for every wait; the calling thread must hold it.
StateResult block(const State& state, Resources& worker);
/// The shared counter alone: adding to the worker's own never waits.
Task<StateResult> await(State state, Resources& worker, LoopExecutor loop);

}  // namespace lab
