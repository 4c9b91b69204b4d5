// A sleep and a timer: the same wait, side by side.
#include "server/work/wait.hpp"

#include <boost/asio/basic_waitable_timer.hpp>
#include <thread>

namespace lab {

void block(const Wait& wait, Gil* gil) {
  const GilRelease released(gil);
  std::this_thread::sleep_for(wait.time);
}

Task<> await(Wait wait, LoopExecutor loop, Gil* gil) {
  boost::asio::basic_waitable_timer<Clock, boost::asio::wait_traits<Clock>, LoopExecutor> timer(
      loop);
  timer.expires_after(wait.time);
  const GilRelease released(gil);
  co_await timer.async_wait(kUseTask);
}

}  // namespace lab
