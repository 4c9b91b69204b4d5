// Carries out jobs: once for threads that may block, once for an event loop.
#pragma once

#include "server/job.hpp"
#include "server/task.hpp"
#include "server/work/offload_pool.hpp"

namespace lab {

/// What the event loop's form needs.
struct AsyncResources {
  LoopExecutor loop;
  OffloadPool& pool;
};

/// Process and thread models: every step holds the calling thread.
Outcome perform(const Job& job, const Identity& who);

/// Async model: each step as its Via says. Stops at a step the pool has no place for.
Task<Outcome> perform(const Job& job, const Identity& who, AsyncResources& resources);

}  // namespace lab
