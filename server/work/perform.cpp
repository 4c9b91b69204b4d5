// The blocking and the coroutine way through a job, side by side.
#include "server/work/perform.hpp"

#include "server/work/burn.hpp"
#include "server/work/wait.hpp"

namespace lab {
namespace {

/// Holds the calling thread for the step and tells how much CPU time it took.
Duration hold_thread(const Step& step, Gil* gil) {
  const auto before = thread_cpu_time();
  std::visit([gil](const auto& work) { block(work, gil); }, step.work);
  return thread_cpu_time() - before;
}

/// The pool's thread and the loop want the same lock: the loop gives it up while the pool works.
Task<Duration> offload(const Step& step, OffloadPool& pool, Gil* gil) {
  Duration cpu{};
  auto work = [&] {
    const GilHold held(gil);
    cpu = hold_thread(step, gil);
  };
  const GilRelease released(gil);
  co_await pool.run(work);
  co_return cpu;
}

StepOutcome finished(const Step& step, Via ran, TimePoint began, Duration cpu) {
  return {work_name(step.work), ran, asked_time(step.work), Clock::now() - began, cpu};
}

}  // namespace

Outcome perform(const Job& job, const Identity& who, Gil* gil) {
  Outcome outcome{who, {}, JobFault::kNone};
  for (const auto& step : job) {
    const auto began = Clock::now();
    const auto cpu = hold_thread(step, gil);
    outcome.steps.push_back(finished(step, Via::kBlock, began, cpu));
  }
  return outcome;
}

Task<Outcome> perform(const Job& job, const Identity& who, AsyncResources& resources) {
  Outcome outcome{who, {}, JobFault::kNone};
  for (const auto& step : job) {
    const auto began = Clock::now();
    Duration cpu{};
    switch (step.via) {
      case Via::kAwait:
        // planning refuses @await for CPU
        co_await await(std::get<Wait>(step.work), resources.loop, resources.gil);
        break;
      case Via::kBlock:
        cpu = hold_thread(step, resources.gil);
        break;
      case Via::kPool:
        if (!resources.pool.admit()) {
          outcome.fault = JobFault::kPoolFull;
          co_return outcome;
        }
        cpu = co_await offload(step, resources.pool, resources.gil);
        break;
    }
    outcome.steps.push_back(finished(step, step.via, began, cpu));
  }
  co_return outcome;
}

}  // namespace lab
