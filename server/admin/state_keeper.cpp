// A coroutine that accepts, and one for each connection.
#include "server/admin/state_keeper.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>

#include "common/log.hpp"
#include "common/machine.hpp"
#include "common/net/listener.hpp"
#include "server/work/state_message.hpp"

namespace lab {
namespace {

constexpr Duration kBackOff = std::chrono::milliseconds(10);

/// An address without a file has no permissions, so everybody on this machine may connect.
bool is_of_our_user(int connection) {
  ucred peer{};
  socklen_t length = sizeof peer;
  return getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &peer, &length) == 0 &&
         peer.uid == geteuid();
}

}  // namespace

// Half of the descriptors stay for the admin port: workers beyond wait in the queue.
StateKeeper::StateKeeper(LoopExecutor loop, UniqueFd listener, Counter& value)
    : loop_(loop),
      listener_(loop, listener.release()),
      value_(value),
      most_open_(raise_descriptor_limit() / 2) {}

Task<> StateKeeper::run() {
  boost::asio::basic_waitable_timer<Clock, boost::asio::wait_traits<Clock>, LoopExecutor> back_off(
      loop_);
  for (;;) {
    co_await listener_.async_wait(boost::asio::posix::descriptor_base::wait_read, kUseTask);
    if (accept_some()) continue;
    back_off.expires_after(kBackOff);
    co_await back_off.async_wait(kUseTask);
  }
}

/// Accepts all that wait. False when there are too many: the caller backs off.
bool StateKeeper::accept_some() {
  while (open_ < most_open_) {
    auto accepted = accept_from(listener_.native_handle());
    if (accepted.fault == AcceptFault::kEmpty) return true;
    if (accepted.fault == AcceptFault::kOutOfDescriptors) return false;
    if (accepted.socket && is_of_our_user(accepted.socket.get())) {
      begin_serving(std::move(accepted.socket));
    }
  }
  return false;
}

void StateKeeper::begin_serving(UniqueFd connection) {
  Socket socket(loop_, boost::asio::local::stream_protocol(), connection.release());
  ++open_;
  boost::asio::co_spawn(loop_, serve(std::move(socket)), [this](const std::exception_ptr& failure) {
    --open_;
    if (failure) log::error("a connection to the shared counter failed");
  });
}

/// Answers until the worker has gone, or says what no worker says.
Task<> StateKeeper::serve(Socket socket) {
  StateReader reader;
  boost::system::error_code error;
  auto token = boost::asio::redirect_error(kUseTask, error);
  for (;;) {
    const auto room = reader.room();
    const auto buffer = boost::asio::buffer(room.data(), room.size());
    const auto n = co_await socket.async_receive(buffer, token);
    if (error) co_return;
    const auto add = reader.commit(n);
    if (!add) continue;
    if (*add > 1) co_return;
    const auto answer = encode_state(value_.fetch_add(*add) + *add);
    // Never waits: the kernel has room for an answer when none is under way.
    if (::send(socket.native_handle(), answer.data(), answer.size(), MSG_NOSIGNAL) < 0) co_return;
  }
}

}  // namespace lab
