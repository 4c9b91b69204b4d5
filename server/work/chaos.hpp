// Harming the worker on purpose (--chaos). There is no coroutine form: none of it is waiting.
#pragma once

#include "server/job.hpp"
#include "server/work/resources.hpp"

namespace lab {

/// Dies of SIGABRT, as of a failed assertion, and leaves no core file.
[[noreturn]] void block(const Crash& crash);

/// Until the process is killed. The lock is given up, so that this thread hangs and no other.
[[noreturn]] void block(const Hang& hang, Gil* gil);

/// Touches every page of it, so that it is the worker's alone. Throws when there is no more.
LeakResult block(const Leak& leak, Resources& worker);

}  // namespace lab
