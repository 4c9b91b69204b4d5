// Waiting for a descriptor on an event loop, until a deadline.
#pragma once

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/posix/basic_stream_descriptor.hpp>
#include <memory>

#include "common/clock.hpp"
#include "server/task.hpp"

namespace lab {

using LoopTimer =
    boost::asio::basic_waitable_timer<Clock, boost::asio::wait_traits<Clock>, LoopExecutor>;

/// Registers a descriptor with the loop as long as it lives. The descriptor stays its owner's, who
/// must not close it before.
class Watched {
 public:
  Watched(LoopExecutor loop, int fd, TimePoint deadline);
  ~Watched();
  Watched(const Watched&) = delete;
  Watched& operator=(const Watched&) = delete;

  /// For POLLIN or POLLOUT, or an error that reading or writing will tell. False when the deadline
  /// has passed.
  Task<bool> wait(short event);

 private:
  using Descriptor = boost::asio::posix::basic_stream_descriptor<LoopExecutor>;

  /// Shared with the timer's handler, which may run once more when this has gone.
  struct Parts {
    Parts(LoopExecutor loop, int fd) : descriptor(loop, fd), timer(loop) {}
    Descriptor descriptor;
    LoopTimer timer;
    bool expired = false;
  };
  std::shared_ptr<Parts> parts_;
};

}  // namespace lab
