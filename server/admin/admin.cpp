// The endpoints of the admin port, on an event loop of the same kind as an async worker's.
#include "server/admin/admin.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/posix/basic_stream_descriptor.hpp>

#include <array>
#include <memory>

#include "common/http/query.hpp"
#include "common/json_file.hpp"
#include "server/admin/state_keeper.hpp"
#include "server/admin/stats.hpp"
#include "server/models/async_loop.hpp"

namespace lab {
namespace {

constexpr int kMostConnections = 256;

class AdminHandler : public AsyncHandler {
 public:
  explicit AdminHandler(AdminSettings settings) : settings_(std::move(settings)) {}

  Task<Reply> handle(const Request& request) override { co_return answer(request); }
  /// When the server drains, no process may keep the workers' queues alive.
  void let_go_of_queues() { settings_.listeners.workers.clear(); }

 private:
  struct Route {
    std::string_view path;
    std::string_view summary;
    Reply (AdminHandler::*answer)(const Request&);
  };
  static const std::array<Route, 4> kRoutes;

  Reply answer(const Request& request);
  Reply index(const Request&);
  Reply stats(const Request& request);
  Reply livez(const Request&) { return text_reply(Status::kOk, "ok"); }
  Reply readyz(const Request&);

  AdminSettings settings_;
  ExactMemoryReader exact_memory_;
};

const std::array<AdminHandler::Route, 4> AdminHandler::kRoutes{
    {{"/", "this page", &AdminHandler::index},
     {"/stats", "every worker's counters, memory, CPU and lag as JSON; ?pss=1 adds exact memory",
      &AdminHandler::stats},
     {"/livez", "200 while this process answers", &AdminHandler::livez},
     {"/readyz", "200 while a worker is ready and none drains, else 503", &AdminHandler::readyz}}};

Reply AdminHandler::answer(const Request& request) {
  if (request.method != Method::kGet && request.method != Method::kHead) {
    auto reply = text_reply(Status::kMethodNotAllowed, "the admin port takes GET and HEAD");
    reply.add("Allow", "GET, HEAD");
    return reply;
  }
  for (const auto& route : kRoutes) {
    if (route.path == request.path) return (this->*route.answer)(request);
  }
  return text_reply(Status::kNotFound,
                    fmt::format("there is no {} here: / lists what is", printable(request.path)));
}

Reply AdminHandler::index(const Request&) {
  std::string text = "Concurrency Lab, admin port\n\n";
  for (const auto& route : kRoutes) text += fmt::format("  {:<8} {}\n", route.path, route.summary);
  auto reply = text_reply(Status::kOk, {});
  reply.body = text;
  return reply;
}

Reply AdminHandler::stats(const Request& request) {
  if (!request.query.empty() && request.query != "pss=1") {
    return text_reply(
        Status::kBadRequest,
        fmt::format("the query '{}' is refused: accepted is pss=1", printable(request.query)));
  }
  Reply reply;
  reply.content_type = kJsonText;
  reply.body =
      pretty_json(server_stats(settings_.options, settings_.scoreboard, settings_.listeners,
                               Clock::now(), request.query.empty() ? nullptr : &exact_memory_));
  return reply;
}

Reply AdminHandler::readyz(const Request&) {
  int ready = 0;
  for (int i = 0; i < settings_.scoreboard.size(); ++i) {
    const auto state = settings_.scoreboard.slot(i).life().state.load();
    if (state == WorkerState::kDraining) return text_reply(Status::kUnavailable, "draining");
    ready += state == WorkerState::kReady ? 1 : 0;
  }
  return ready > 0 ? text_reply(Status::kOk, "ready")
                   : text_reply(Status::kUnavailable, "no worker is ready");
}

Task<> let_go_when_draining(AdminHandler& handler, LoopExecutor loop, UniqueFd drain_event) {
  boost::asio::posix::basic_stream_descriptor<LoopExecutor> drain(loop, drain_event.release());
  co_await drain.async_wait(boost::asio::posix::descriptor_base::wait_read, kUseTask);
  handler.let_go_of_queues();
}

/// Without its keeper the process is no use: run() throws, and another is started.
void rethrow(const std::exception_ptr& failure) {
  if (failure) std::rethrow_exception(failure);
}

}  // namespace

void run_admin_process(AdminSettings settings) {
  const ConversationRules rules;
  const auto slot = std::make_unique<WorkerSlot>();  // its own counters, which nobody reads
  AsyncLoop loop({rules, *slot, slot->life(), kMostConnections},
                 std::move(settings.listeners.admin));
  StateKeeper keeper(loop.executor(), std::move(settings.listeners.state),
                     settings.scoreboard.shared_state());
  auto drain_event = duplicate(settings.drain_event);
  AdminHandler handler(std::move(settings));
  boost::asio::co_spawn(loop.executor(),
                        let_go_when_draining(handler, loop.executor(), std::move(drain_event)),
                        boost::asio::detached);
  boost::asio::co_spawn(loop.executor(), keeper.run(), rethrow);
  loop.run(handler);
}

}  // namespace lab
