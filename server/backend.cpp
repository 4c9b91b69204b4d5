// An async worker without a place on the scoreboard.
#include "server/backend.hpp"

#include <memory>

#include "server/models/async_loop.hpp"
#include "server/models/handle.hpp"

namespace lab {
namespace {

constexpr int kMostConnections = 100'000;
constexpr int kPoolThreads = 1, kPoolQueue = 0;  // of a pool that nothing is handed to

class BackendHandler : public AsyncHandler {
 public:
  explicit BackendHandler(LoopExecutor loop)
      : pool_(kPoolThreads, kPoolQueue, counters_), resources_{loop, pool_, worker_} {}

  Task<Reply> handle(const Request& request) override {
    return handle_async(request, who_, rules_, resources_);
  }

 private:
  Identity who_ = identify(ModelKind::kAsync, 0);
  PlanRules rules_{.backend = true};
  PoolCounters counters_;
  OffloadPool pool_;
  Resources worker_;
  AsyncResources resources_;
};

}  // namespace

void run_backend_process(UniqueFd listener) {
  const ConversationRules rules;
  const auto slot = std::make_unique<WorkerSlot>();  // its own counters, which nobody reads
  AsyncLoop loop({rules, *slot, slot->life(), kMostConnections}, std::move(listener));
  BackendHandler handler(loop.executor());
  loop.run(handler);
}

}  // namespace lab
