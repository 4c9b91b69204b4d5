// Carries out a load plan and returns its facts. Any number of times in one process.
#pragma once

#include <functional>

#include "loadgen/engine/plan.hpp"
#include "loadgen/engine/progress.hpp"
#include "loadgen/engine/result.hpp"

namespace lab {

enum class GoOn { kYes, kNo };

/// Called about ten times a second from the thread that called run_load. kNo ends the load at once:
/// the result covers what was measured until then, requests under way are open.
using Watcher = std::function<GoOn(const Progress&)>;

/// Blocks until the load is over. `plan` must be fit(). A problem when the server cannot be reached
/// or loadgen miscounted; replies with an error status, failed requests and no reply at all are
/// results. Never touches signals or the standard streams.
Result<RunResult> run_load(const LoadPlan& plan, const Watcher& watch = {});

}  // namespace lab
