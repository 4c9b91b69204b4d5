// A worker's connection to the admin process for the shared counter, for a thread that may block
// and for an event loop.
#pragma once

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/system/error_code.hpp>
#include <boost/system/result.hpp>

#include <cstdint>
#include <memory>

#include "common/clock.hpp"
#include "common/net/address.hpp"
#include "common/net/unique_fd.hpp"
#include "server/task.hpp"

namespace lab {

/// How long the admin process may take for one answer: longer than the longest pause before a dead
/// one is started again. Then the error is timed_out.
inline constexpr Duration kStatePatience = std::chrono::seconds(3);

/// The counter's value, or why it is not known.
using StateAnswer = boost::system::result<std::uint64_t>;

class BlockingStateLink {
 public:
  boost::system::error_code connect(const SocketAddress& to);
  /// One round trip: adds 0 or 1.
  StateAnswer ask(std::uint64_t add);

 private:
  UniqueFd socket_;
};

class AsyncStateLink {
 public:
  explicit AsyncStateLink(LoopExecutor loop) : parts_(std::make_shared<Parts>(loop)) {}
  ~AsyncStateLink();
  AsyncStateLink(const AsyncStateLink&) = delete;
  AsyncStateLink& operator=(const AsyncStateLink&) = delete;

  Task<boost::system::error_code> connect(SocketAddress to);
  Task<StateAnswer> ask(std::uint64_t add);

 private:
  using Protocol = boost::asio::local::stream_protocol;
  using Timer =
      boost::asio::basic_waitable_timer<Clock, boost::asio::wait_traits<Clock>, LoopExecutor>;
  /// Shared with the timer's handler, which may run once more when the link has gone.
  struct Parts {
    explicit Parts(LoopExecutor loop) : socket(loop), timer(loop) {}
    boost::asio::basic_stream_socket<Protocol, LoopExecutor> socket;
    Timer timer;
    TimePoint due;  // of the answer under way
  };
  static void watch(const std::shared_ptr<Parts>& parts);

  std::shared_ptr<Parts> parts_;
};

}  // namespace lab
