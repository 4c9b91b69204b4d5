// An event loop that accepts connections and serves each as a coroutine, on one thread.
#pragma once

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/basic_stream_descriptor.hpp>

#include "common/http/server_conversation.hpp"
#include "common/net/unique_fd.hpp"
#include "server/models/async_session.hpp"
#include "server/models/queue_rest.hpp"
#include "server/scoreboard.hpp"
#include "server/task.hpp"

namespace lab {

struct LoopSettings {
  const ConversationRules& rules;
  WorkerSlot& slot;
  WorkerLife& life;
  int max_connections;
  int drain_event = -1;  // -1: this loop never drains
};

class AsyncLoop {
 public:
  /// The loop's heart beats this often; a beat that comes late is lag.
  static constexpr Duration kBeat = std::chrono::milliseconds(10);
  /// The deadlines of sessions are looked at once in so many beats.
  static constexpr int kBeatsADeadlineCheck = 10;

  AsyncLoop(const LoopSettings& settings, UniqueFd listener);

  LoopExecutor executor() { return io_.get_executor(); }
  /// Serves until it has drained.
  void run(AsyncHandler& handler);

 private:
  using Descriptor = boost::asio::posix::basic_stream_descriptor<LoopExecutor>;
  using Timer =
      boost::asio::basic_waitable_timer<Clock, boost::asio::wait_traits<Clock>, LoopExecutor>;

  Task<> accept_connections(AsyncHandler& handler);
  bool accept_some(AsyncHandler& handler);
  void begin_session(UniqueFd connection, AsyncHandler& handler);
  Task<> serve(UniqueFd connection, AsyncHandler& handler);
  Task<> beat();
  void record_lag(Duration late);
  Task<> wait_for_drain();
  void stop_when_done();

  LoopSettings settings_;
  boost::asio::io_context io_{1};
  Descriptor listener_;
  Descriptor drain_event_;
  QueueRest rest_;
  AsyncSessions sessions_;
  int open_ = 0;
  bool draining_ = false;
};

}  // namespace lab
