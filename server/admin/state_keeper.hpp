// The keeper of the counter that all workers share: answers them behind a Unix socket.
#pragma once

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/posix/basic_stream_descriptor.hpp>

#include "common/clock.hpp"
#include "common/net/unique_fd.hpp"
#include "server/scoreboard.hpp"
#include "server/task.hpp"

namespace lab {

class StateKeeper {
 public:
  /// Adds to `value` what is asked for through connections to `listener`, of which it takes those
  /// of processes of our user. Must stay until the loop has stopped.
  StateKeeper(LoopExecutor loop, UniqueFd listener, Counter& value);

  /// Accepts for ever.
  Task<> run();

 private:
  using Socket =
      boost::asio::basic_stream_socket<boost::asio::local::stream_protocol, LoopExecutor>;

  bool accept_some();
  void begin_serving(UniqueFd connection);
  Task<> serve(Socket socket);

  LoopExecutor loop_;
  boost::asio::posix::basic_stream_descriptor<LoopExecutor> listener_;
  Counter& value_;
  std::uint64_t most_open_;
  std::uint64_t open_ = 0;
};

}  // namespace lab
