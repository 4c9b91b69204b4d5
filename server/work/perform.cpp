// The blocking and the coroutine way through a job, side by side.
#include "server/work/perform.hpp"

#include "server/work/burn.hpp"
#include "server/work/chaos.hpp"
#include "server/work/compress.hpp"
#include "server/work/database.hpp"
#include "server/work/disk.hpp"
#include "server/work/infer.hpp"
#include "server/work/network.hpp"
#include "server/work/primes.hpp"
#include "server/work/state.hpp"
#include "server/work/wait.hpp"

namespace lab {
namespace {

/// What came of a step and how much CPU time its thread spent on it.
struct Done {
  StepResult result;
  Duration cpu{};
};

/// The blocking form of every kind of work.
struct Blocking {
  Resources& worker;

  StepResult operator()(const Wait& wait) const {
    block(wait, worker.gil);
    return {};
  }
  StepResult operator()(const Burn& burn) const {
    block(burn, worker.gil);
    return {};
  }
  StepResult operator()(const Network& call) const {
    return block(call, *worker.upstream, worker.gil);
  }
  StepResult operator()(const Primes& primes) const { return block(primes, worker.gil); }
  StepResult operator()(const Compress& compress) const { return block(compress, worker.gil); }
  StepResult operator()(const Infer& infer) const { return block(infer, worker.gil); }
  StepResult operator()(const Disk& disk) const { return block(disk, worker.data_dir, worker.gil); }
  StepResult operator()(const Database& database) const {
    return block(database, *worker.database, worker.gil);
  }
  StepResult operator()(const State& state) const { return block(state, worker); }
  StepResult operator()(const Leak& leak) const { return block(leak, worker); }
  StepResult operator()(const Crash& crash) const { block(crash); }
  StepResult operator()(const Hang& hang) const { block(hang, worker.gil); }
};

Done hold_thread(const Step& step, Resources& worker) {
  const auto before = thread_cpu_time();
  const auto result = std::visit(Blocking{worker}, step.work);
  return {result, thread_cpu_time() - before};
}

/// The coroutine form, of what has one: planning refuses @await for the rest.
Task<Done> let_go(const Step& step, AsyncResources& resources) {
  Done done;
  if (const auto* state = std::get_if<State>(&step.work)) {
    done.result = co_await await(*state, resources.worker, resources.loop);
  } else if (const auto* call = std::get_if<Network>(&step.work)) {
    auto& worker = resources.worker;
    done.result = co_await await(*call, *worker.upstream, resources.loop, worker.gil);
  } else if (const auto* database = std::get_if<Database>(&step.work)) {
    auto& worker = resources.worker;
    auto answer = co_await await(*database, *worker.database, resources.loop, worker.gil);
    done.result = std::move(answer);
  } else {
    co_await await(std::get<Wait>(step.work), resources.loop, resources.worker.gil);
  }
  co_return done;
}

/// The pool's thread and the loop want the same lock: the loop gives it up while the pool works.
Task<Done> offload(const Step& step, AsyncResources& resources) {
  Done done;
  auto& worker = resources.worker;
  auto work = [&] {
    const GilHold held(worker.gil);
    done = hold_thread(step, worker);
  };
  const GilRelease released(worker.gil);
  co_await resources.pool.run(work);
  co_return done;
}

JobFault fault_of(const StepResult& result) {
  const auto* state = std::get_if<StateResult>(&result);
  if (state != nullptr && state->error) return JobFault::kStateFailed;
  const auto* disk = std::get_if<DiskResult>(&result);
  if (disk != nullptr && disk->error) return JobFault::kDiskFailed;
  const auto* call = std::get_if<NetworkResult>(&result);
  if (call != nullptr && (call->error || call->status != 200)) return JobFault::kNetworkFailed;
  const auto* database = std::get_if<DatabaseResult>(&result);
  if (database != nullptr && database->fault != DatabaseFault::kNone) {
    return JobFault::kDatabaseFailed;
  }
  return JobFault::kNone;
}

/// False when the job cannot go on.
bool add_step(Outcome& outcome, const Step& step, Via ran, TimePoint began, const Done& done) {
  outcome.steps.push_back({work_name(step.work), ran, asked_time(step.work), Clock::now() - began,
                           done.cpu, done.result});
  outcome.fault = fault_of(done.result);
  return outcome.fault == JobFault::kNone;
}

}  // namespace

Outcome perform(const Job& job, const Identity& who, Resources& resources) {
  Outcome outcome{who, {}, JobFault::kNone};
  for (const auto& step : job) {
    const auto began = Clock::now();
    const auto done = hold_thread(step, resources);
    if (!add_step(outcome, step, Via::kBlock, began, done)) break;
  }
  return outcome;
}

Task<Outcome> perform(const Job& job, const Identity& who, AsyncResources& resources) {
  Outcome outcome{who, {}, JobFault::kNone};
  for (const auto& step : job) {
    const auto began = Clock::now();
    Done done;
    switch (step.via) {
      case Via::kAwait:
        done = co_await let_go(step, resources);
        break;
      case Via::kBlock:
        done = hold_thread(step, resources.worker);
        break;
      case Via::kPool:
        if (!resources.pool.admit()) {
          outcome.fault = JobFault::kPoolFull;
          co_return outcome;
        }
        done = co_await offload(step, resources);
        break;
    }
    if (!add_step(outcome, step, step.via, began, done)) break;
  }
  co_return outcome;
}

}  // namespace lab
