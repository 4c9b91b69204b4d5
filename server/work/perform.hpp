// Carries out jobs: once for threads that may block, once for an event loop.
#pragma once

#include "server/gil.hpp"
#include "server/job.hpp"
#include "server/task.hpp"
#include "server/work/offload_pool.hpp"

namespace lab {

/// What the event loop's form needs.
struct AsyncResources {
  LoopExecutor loop;
  OffloadPool& pool;
  Gil* gil = nullptr;
};

/// Process and thread models: every step holds the calling thread. Here and below the caller holds
/// the lock, if there is one; a step that waits gives it up for that time.
Outcome perform(const Job& job, const Identity& who, Gil* gil = nullptr);

/// Async model: each step as its Via says. Stops at a step the pool has no place for.
Task<Outcome> perform(const Job& job, const Identity& who, AsyncResources& resources);

}  // namespace lab
