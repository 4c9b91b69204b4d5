// A network call, as services make it to each other: HTTP over kept-alive connections. The blocking
// form holds its thread while it waits, the coroutine form lets go of it.
#pragma once

#include "server/gil.hpp"
#include "server/job.hpp"
#include "server/task.hpp"
#include "server/work/upstream.hpp"

namespace lab {

/// How much longer than it was asked to wait the upstream may take; then the error is timed_out.
inline constexpr Duration kUpstreamPatience = std::chrono::seconds(5);

/// Both ask the upstream to wait that long and read its reply. A kept connection that turns out to
/// be stale, which is one that ends before a byte of the reply, is replaced by a new one, once.
/// Both give the lock up, if there is one, which the calling thread must hold.
NetworkResult block(const Network& call, Upstream& upstream, Gil* gil);
Task<NetworkResult> await(Network call, Upstream& upstream, LoopExecutor loop, Gil* gil);

}  // namespace lab
