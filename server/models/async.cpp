// The async model: one thread, one event loop, a coroutine for every connection, and a bounded pool
// of threads for what would block it. With several workers it is what nginx does.
#include "server/models/async_loop.hpp"
#include "server/models/handle.hpp"
#include "server/models/service.hpp"

namespace lab {
namespace {

class EndpointHandler : public AsyncHandler {
 public:
  EndpointHandler(const Service& service, LoopExecutor loop)
      : service_(service),
        who_(identify(service.options.model, service.slot_index)),
        pool_(service.options.pool, service.options.pool_queue, service.life.pool),
        resources_{loop, pool_, service.resources} {}

  Task<Reply> handle(const Request& request) override {
    return handle_async(request, who_, service_.plan_rules, resources_);
  }

  Persist persist() const override {
    const bool close = service_.options.keep_alive == KeepAlive::kOff || service_.leaving();
    return close ? Persist::kClose : Persist::kKeep;
  }

  AccessLog* access_log() const override { return service_.access_log; }

 private:
  const Service& service_;
  Identity who_;
  OffloadPool pool_;
  AsyncResources resources_;
};

}  // namespace

void run_async_worker(Service& service) {
  const LoopSettings settings{service.rules, service.slot, service.life,
                              service.options.max_connections, service.drain_event};
  AsyncLoop loop(settings, std::move(service.listener));
  EndpointHandler handler(service, loop.executor());
  service.ready();
  loop.run(handler);
}

}  // namespace lab
