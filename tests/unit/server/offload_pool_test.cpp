// Claims about admission to the offload pool: bounded, counted, and its threads come with work.
#include "server/work/offload_pool.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <new>
#include <thread>

#include "server/admin/process_facts.hpp"

namespace lab {
namespace {

int threads_now() { return read_process(getpid())->threads; }

/// Runs `jobs` on the pool from one loop; returns when all have come back to it.
template <class Function>
void run_all(OffloadPool& pool, int jobs, Function& work) {
  boost::asio::io_context io{1};
  const auto loop_thread = std::this_thread::get_id();
  auto one = [&]() -> Task<> {
    co_await pool.run(work);
    EXPECT_EQ(std::this_thread::get_id(), loop_thread) << "resumed on the wrong thread";
  };
  for (int i = 0; i < jobs; ++i) {
    ASSERT_TRUE(pool.admit());
    boost::asio::co_spawn(io, one(), boost::asio::detached);
  }
  io.run();
}

TEST(OffloadPool, AdmitsItsThreadsAndItsQueueAndNoMore) {
  PoolCounters counters;
  OffloadPool pool(2, 3, counters);
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(pool.admit()) << i;
  EXPECT_FALSE(pool.admit());
  EXPECT_FALSE(pool.admit());
  EXPECT_EQ(counters.admitted, 5u);
  EXPECT_EQ(counters.refused, 2u);
}

TEST(OffloadPool, AdmitsAgainWhenAJobHasLeft) {
  PoolCounters counters;
  OffloadPool pool(1, 0, counters);
  EXPECT_TRUE(pool.admit());
  EXPECT_FALSE(pool.admit());
  count(counters.finished);
  EXPECT_TRUE(pool.admit());
}

TEST(OffloadPool, DoesNotHoldThePlacesOfADeadPredecessor) {
  PoolCounters counters;
  count(counters.admitted, 5);
  count(counters.lost, 5);
  OffloadPool pool(1, 0, counters);
  EXPECT_TRUE(pool.admit());
  EXPECT_FALSE(pool.admit());
}

TEST(OffloadPool, RunsWorkOnItsThreadsAndResumesOnTheLoop) {
  PoolCounters counters;
  OffloadPool pool(2, 8, counters);
  std::atomic<int> on_others{0};
  const auto loop_thread = std::this_thread::get_id();
  auto work = [&] { on_others += std::this_thread::get_id() != loop_thread ? 1 : 0; };
  run_all(pool, 8, work);
  EXPECT_EQ(on_others, 8);
  EXPECT_EQ(counters.finished, 8u);
}

TEST(OffloadPool, ThrowsOnTheLoopWhatItsWorkThrewAndGoesOn) {
  PoolCounters counters;
  OffloadPool pool(1, 8, counters);
  auto fail = [] { throw std::bad_alloc(); };
  int caught = 0;
  auto one = [&]() -> Task<> {
    try {
      co_await pool.run(fail);
    } catch (const std::bad_alloc&) {
      ++caught;
    }
  };
  boost::asio::io_context io{1};
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(pool.admit());
    boost::asio::co_spawn(io, one(), boost::asio::detached);
  }
  io.run();
  EXPECT_EQ(caught, 3);
  EXPECT_EQ(counters.finished, 3u) << "their places are free again";
  bool ran = false;
  auto work = [&] { ran = true; };
  run_all(pool, 1, work);
  EXPECT_TRUE(ran);
}

TEST(OffloadPool, StartsItsThreadsWithTheFirstJob) {
  std::jthread([] {}).join();  // with the first thread a sanitizer starts one of its own
  PoolCounters counters;
  const int before = threads_now();
  OffloadPool pool(3, 0, counters);
  EXPECT_EQ(threads_now(), before);
  auto nothing = [] {};
  run_all(pool, 1, nothing);
  EXPECT_EQ(threads_now(), before + 3);
}

TEST(OffloadPool, RunsAsManyJobsAtOnceAsItHasThreads) {
  PoolCounters counters;
  OffloadPool pool(3, 0, counters);
  std::atomic<int> inside{0};
  auto meet = [&] {  // returns only when all three are here at once
    ++inside;
    for (int seen = inside; seen < 3; seen = inside) inside.wait(seen);
    inside.notify_all();
  };
  run_all(pool, 3, meet);
  EXPECT_EQ(inside, 3);
}

}  // namespace
}  // namespace lab
