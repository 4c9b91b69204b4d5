// A bounded thread pool beside an event loop, for work that would block it.
#pragma once

#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>

#include <atomic>
#include <exception>
#include <optional>

#include "server/scoreboard.hpp"
#include "server/task.hpp"

namespace lab {

class OffloadPool {
 public:
  /// At most `threads` jobs run and `queue` wait; more are refused. The threads start with the
  /// first job, so that a worker that never offloads has one thread.
  OffloadPool(int threads, int queue, PoolCounters& counters);
  ~OffloadPool();

  /// Takes a place, or says that there is none. A place taken must be used by one run().
  bool admit();

  /// Runs `work`, which must outlive the call, on the pool, then resumes the caller on its own
  /// loop. What `work` throws is thrown there: it would end the process if it left the pool's
  /// thread.
  template <class Function>
  Task<> run(Function& work);

 private:
  const std::size_t size_;
  const std::uint64_t places_;
  PoolCounters& counters_;
  std::optional<boost::asio::thread_pool> threads_;
};

// `co_await post(pool, use_awaitable)` would resume the coroutine without ever running on the pool;
// so the pool runs a function and posts the coroutine's handler back to the handler's own executor.
template <class Function>
Task<> OffloadPool::run(Function& work) {
  auto initiate = [this, &work](auto handler) {
    auto loop = boost::asio::get_associated_executor(handler);
    auto guard = boost::asio::make_work_guard(loop);
    boost::asio::post(*threads_, [this, &work, guard, resume = std::move(handler)]() mutable {
      std::exception_ptr thrown;
      try {
        work();
      } catch (...) {
        thrown = std::current_exception();
      }
      count(counters_.finished);
      boost::asio::post(guard.get_executor(),
                        [resume = std::move(resume), thrown = std::move(thrown)]() mutable {
                          resume(std::move(thrown));
                        });
    });
  };
  return boost::asio::async_initiate<const boost::asio::use_awaitable_t<LoopExecutor>,
                                     void(std::exception_ptr)>(initiate, kUseTask);
}

}  // namespace lab
