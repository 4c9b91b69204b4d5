// Burning CPU time. There is no coroutine form: computing needs a thread.
#pragma once

#include "server/gil.hpp"
#include "server/job.hpp"

namespace lab {

/// Computes until the calling thread has used `burn.cpu` of CPU time. On a busy machine that takes
/// longer by the clock on the wall, so it can never invent throughput. With a lock, which the
/// thread must hold, it looks every few microseconds whether another thread wants it.
void block(const Burn& burn, Gil* gil = nullptr);

}  // namespace lab
