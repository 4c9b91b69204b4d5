// Waiting: the blocking form holds its thread, the coroutine form lets go of it.
#pragma once

#include "server/gil.hpp"
#include "server/job.hpp"
#include "server/task.hpp"

namespace lab {

/// Both give the lock up, if there is one, which the calling thread must hold.
void block(const Wait& wait, Gil* gil);
Task<> await(Wait wait, LoopExecutor loop, Gil* gil);

}  // namespace lab
