// Waiting: the blocking form holds its thread, the coroutine form lets go of it.
#pragma once

#include "server/job.hpp"
#include "server/task.hpp"

namespace lab {

void block(const Wait& wait);
Task<> await(Wait wait, LoopExecutor loop);

}  // namespace lab
