// Claims about which workers hang, from made-up ones and moments.
#include "server/hang_watch.hpp"

#include <gtest/gtest.h>

namespace lab {
namespace {

using namespace std::chrono_literals;

constexpr Duration kLimit = 61s;
const TimePoint kBegan{1000s};

std::int64_t stamp(TimePoint moment) { return moment.time_since_epoch().count(); }

TEST(Sight, OfALoopIsItsHeartbeatAndWhatItFinished) {
  WorkerLife worker;
  worker.state = WorkerState::kReady;
  EXPECT_EQ(sight_of(worker, ModelKind::kAsync).since, std::nullopt) << "it has not begun to beat";
  worker.heartbeat = stamp(kBegan);
  worker.oldest_request = stamp(kBegan + 5s);
  count(worker.shards[0].finished, 7);
  const auto sight = sight_of(worker, ModelKind::kAsync);
  EXPECT_EQ(sight.since, kBegan);
  EXPECT_EQ(sight.finished, 7u);
}

TEST(Sight, OfAThreadOrProcessIsItsOldestRequest) {
  WorkerLife worker;
  worker.state = WorkerState::kReady;
  count(worker.shards[0].finished, 7);
  for (const auto model : {ModelKind::kProcess, ModelKind::kThread}) {
    worker.oldest_request = 0;
    EXPECT_EQ(sight_of(worker, model).since, std::nullopt) << "it is idle";
    worker.oldest_request = stamp(kBegan);
    EXPECT_EQ(sight_of(worker, model).since, kBegan);
    EXPECT_EQ(sight_of(worker, model).finished, 0u) << "others may go on beside one that hangs";
  }
}

TEST(Sight, ShowsNothingOfAWorkerThatDoesNotServe) {
  WorkerLife worker;
  worker.heartbeat = worker.oldest_request = stamp(kBegan);
  for (const auto state : {WorkerState::kDown, WorkerState::kStarting, WorkerState::kDraining,
                           WorkerState::kRetiring}) {
    worker.state = state;
    EXPECT_EQ(sight_of(worker, ModelKind::kAsync).since, std::nullopt) << worker_state_name(state);
    EXPECT_EQ(sight_of(worker, ModelKind::kThread).since, std::nullopt) << worker_state_name(state);
  }
}

TEST(HangWatch, FindsAHangInTheSecondLookAboveTheLimit) {
  HangWatch watch;
  EXPECT_EQ(watch.look({kBegan}, kBegan + 61s, kLimit), std::nullopt) << "at the limit";
  EXPECT_EQ(watch.look({kBegan}, kBegan + 62s, kLimit), std::nullopt) << "the first above it";
  EXPECT_EQ(watch.look({kBegan}, kBegan + 63s, kLimit), 63s);
}

TEST(HangWatch, GivesAWorkerTimeAfterAStopOfTheWholeMachine) {
  HangWatch watch;
  EXPECT_EQ(watch.look({kBegan}, kBegan + 1h, kLimit), std::nullopt);
  EXPECT_EQ(watch.look({kBegan + 1h}, kBegan + 1h + 1s, kLimit), std::nullopt) << "it beats again";
  EXPECT_EQ(watch.look({kBegan + 1h}, kBegan + 1h + 62s, kLimit), std::nullopt) << "counted anew";
}

TEST(HangWatch, LeavesALoopAloneThatBlocksInOneRequestAfterAnother) {
  HangWatch watch;
  std::uint64_t finished = 5;
  for (auto age = 1s; age < 10min; age += 1s) {
    if (age % 50s == 0s) ++finished;
    ASSERT_EQ(watch.look({kBegan, finished}, kBegan + age, kLimit), std::nullopt) << age.count();
  }
}

TEST(HangWatch, CountsFromTheLastRequestThatALoopFinished) {
  HangWatch watch;
  EXPECT_FALSE(watch.look({kBegan, 5}, kBegan + 30s, kLimit));
  EXPECT_FALSE(watch.look({kBegan, 6}, kBegan + 40s, kLimit)) << "finished one";
  EXPECT_FALSE(watch.look({kBegan, 6}, kBegan + 101s, kLimit)) << "61 s ago";
  EXPECT_FALSE(watch.look({kBegan, 6}, kBegan + 102s, kLimit)) << "the first above the limit";
  EXPECT_EQ(watch.look({kBegan, 6}, kBegan + 103s, kLimit), 63s);
}

TEST(HangWatch, ForgetsAHangThatEnded) {
  HangWatch watch;
  EXPECT_EQ(watch.look({kBegan}, kBegan + 62s, kLimit), std::nullopt);
  EXPECT_EQ(watch.look({}, kBegan + 63s, kLimit), std::nullopt);
  EXPECT_EQ(watch.look({kBegan}, kBegan + 64s, kLimit), std::nullopt);
}

TEST(HangWatch, TellsOfTheSameHangOnceAndOfTheNextOneAgain) {
  HangWatch watch;
  EXPECT_FALSE(watch.look({kBegan}, kBegan + 62s, kLimit));
  EXPECT_TRUE(watch.look({kBegan}, kBegan + 63s, kLimit));
  for (auto age = 64s; age < 80s; age += 1s) {
    EXPECT_FALSE(watch.look({kBegan}, kBegan + age, kLimit)) << "it is being killed";
  }
  const auto next = kBegan + 100s;
  EXPECT_FALSE(watch.look({next}, next + 1s, kLimit));
  EXPECT_FALSE(watch.look({next}, next + 62s, kLimit));
  EXPECT_TRUE(watch.look({next}, next + 63s, kLimit));
}

}  // namespace
}  // namespace lab
