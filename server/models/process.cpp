// The process model: a worker is one thread and serves one connection at a time, as Apache's
// prefork does. Its concurrency is the number of workers.
#include <array>

#include "common/log.hpp"
#include "common/net/listener.hpp"
#include "common/net/poll.hpp"
#include "server/models/blocking_session.hpp"
#include "server/models/queue_rest.hpp"
#include "server/models/service.hpp"

namespace lab {
namespace {

constexpr auto kBackOff = std::chrono::milliseconds(50);

/// The next connection; none when the worker retires, or drains and has served its queue.
UniqueFd next_connection(Service& service, QueueRest& rest) {
  for (;;) {
    std::array<pollfd, 2> fds{
        {{service.listener.get(), POLLIN, 0}, {service.drain_event, POLLIN, 0}}};
    wait_any(fds, std::nullopt);
    if (fds[1].revents != 0) rest.begin(service.listener.get());
    if (service.retiring() || rest.used_up()) return {};
    auto accepted = accept_from(service.listener.get());
    if (accepted.socket) {
      rest.took_one();
      return std::move(accepted.socket);
    }
    if (accepted.fault == AcceptFault::kEmpty && fds[1].revents != 0) return {};
    if (accepted.fault == AcceptFault::kOutOfDescriptors) {
      count(service.slot.accept_faults);
      wait_any({}, Clock::now() + kBackOff);
    }
  }
}

}  // namespace

void run_process_worker(Service& service) {
  auto& shard = service.life.shards[0];
  QueueRest rest;
  service.ready();
  for (;;) {
    auto connection = next_connection(service, rest);
    if (!connection) break;
    while (connection) {
      const int rivals =
          service.options.keep_alive == KeepAlive::kAuto ? service.listener.get() : -1;
      connection = serve_blocking(std::move(connection), service, shard, rivals);
    }
  }
  service.listener.reset();
}

}  // namespace lab
