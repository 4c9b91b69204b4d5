// Claims about the queue for connections: bounded, in order, counted, and nobody stays in it.
#include "server/work/connection_queue.hpp"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <optional>
#include <thread>

namespace lab {
namespace {

using namespace std::chrono_literals;

TimePoint at_once() { return Clock::now(); }
TimePoint far() { return Clock::now() + 20s; }

std::uint64_t waiting(const DatabaseCounters& c) { return c.asked - c.granted - c.refused; }
std::uint64_t busy(const DatabaseCounters& c) { return c.granted - c.returned; }

/// Until somebody does; for ever would be a test that hangs.
bool somebody_waits(const DatabaseCounters& counters) {
  const auto deadline = far();
  while (waiting(counters) == 0 && Clock::now() < deadline) std::this_thread::yield();
  return waiting(counters) == 1;
}

struct Fixture {
  DatabaseCounters counters{};
  ConnectionQueue queue{1, counters};
};

class Loop {
 public:
  template <class Coroutine>
  void start(Coroutine& coroutine) {
    boost::asio::co_spawn(io_, coroutine(), boost::asio::detached);
  }
  LoopExecutor executor() { return io_.get_executor(); }
  void run() { io_.run(); }
  void poll() { io_.poll(); }

 private:
  boost::asio::io_context io_{1};
};

TEST(ConnectionQueue, GrantsItsPlacesAndNoMore) {
  DatabaseCounters counters;
  ConnectionQueue queue(2, counters);
  EXPECT_TRUE(queue.enter(at_once()));
  EXPECT_TRUE(queue.enter(at_once()));
  EXPECT_FALSE(queue.enter(at_once()));
  EXPECT_EQ(busy(counters), 2u);
  EXPECT_EQ(waiting(counters), 0u);
  EXPECT_EQ(counters.refused, 1u);
}

TEST(ConnectionQueue, GrantsAPlaceThatWasGivenBack) {
  Fixture f;
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(f.queue.enter(at_once())) << i;
    const Place place(f.queue);
    EXPECT_EQ(busy(f.counters), 1u);
  }
  EXPECT_EQ(busy(f.counters), 0u);
}

TEST(ConnectionQueue, HandsAPlaceToAThreadThatWaits) {
  Fixture f;
  ASSERT_TRUE(f.queue.enter(at_once()));
  bool entered = false;
  std::thread other([&] { entered = f.queue.enter(far()); });
  EXPECT_TRUE(somebody_waits(f.counters));
  f.queue.leave();
  other.join();
  EXPECT_TRUE(entered);
  EXPECT_EQ(busy(f.counters), 1u);
}

TEST(ConnectionQueue, ServesCoroutinesInTheirOrder) {
  Fixture f;
  ASSERT_TRUE(f.queue.enter(at_once()));
  Loop loop;
  std::vector<int> order;
  int next = 0;
  auto one = [&]() -> Task<> {
    const int number = next++;
    const bool entered = co_await f.queue.enter(far(), loop.executor());
    EXPECT_TRUE(entered) << number;
    order.push_back(number);
    f.queue.leave();
  };
  for (int i = 0; i < 5; ++i) loop.start(one);
  loop.poll();
  EXPECT_EQ(waiting(f.counters), 5u);
  f.queue.leave();
  loop.run();
  EXPECT_EQ(order, (std::vector{0, 1, 2, 3, 4}));
  EXPECT_EQ(busy(f.counters), 0u);
}

TEST(ConnectionQueue, RefusesACoroutineAtItsDeadline) {
  Fixture f;
  ASSERT_TRUE(f.queue.enter(at_once()));
  Loop loop;
  std::optional<bool> entered;
  auto one = [&]() -> Task<> { entered = co_await f.queue.enter(at_once(), loop.executor()); };
  loop.start(one);
  loop.run();
  EXPECT_EQ(entered, false);
  EXPECT_EQ(f.counters.refused, 1u);
  f.queue.leave();
  EXPECT_TRUE(f.queue.enter(at_once())) << "it has left the line";
}

TEST(ConnectionQueue, WakesACoroutineFromAnotherThread) {
  Fixture f;
  ASSERT_TRUE(f.queue.enter(at_once()));
  Loop loop;
  std::optional<bool> entered;
  auto one = [&]() -> Task<> { entered = co_await f.queue.enter(far(), loop.executor()); };
  loop.start(one);
  std::thread other([&] {
    EXPECT_TRUE(somebody_waits(f.counters));
    f.queue.leave();
  });
  loop.run();
  other.join();
  EXPECT_EQ(entered, true);
}

TEST(ConnectionQueue, ForgetsACoroutineThatIsDestroyed) {
  Fixture f;
  ASSERT_TRUE(f.queue.enter(at_once()));
  {
    Loop loop;
    auto one = [&]() -> Task<> { co_await f.queue.enter(far(), loop.executor()); };
    loop.start(one);
    loop.poll();
    EXPECT_EQ(waiting(f.counters), 1u);
  }
  EXPECT_EQ(waiting(f.counters), 0u);
  f.queue.leave();
  EXPECT_TRUE(f.queue.enter(at_once()));
}

}  // namespace
}  // namespace lab
