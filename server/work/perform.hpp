// Carries out jobs: once for threads that may block, once for an event loop.
#pragma once

#include "server/job.hpp"
#include "server/task.hpp"
#include "server/work/offload_pool.hpp"
#include "server/work/resources.hpp"

namespace lab {

/// What the event loop's form needs.
struct AsyncResources {
  LoopExecutor loop;
  OffloadPool& pool;
  Resources& worker;
};

/// Process and thread models: every step holds the calling thread. Here and below the caller holds
/// the lock, if there is one; a step that waits gives it up for that time. Stops at a step that
/// fails.
Outcome perform(const Job& job, const Identity& who, Resources& resources);

/// Async model: each step as its Via says. Stops also at a step the pool has no place for.
Task<Outcome> perform(const Job& job, const Identity& who, AsyncResources& resources);

}  // namespace lab
