// Claims about which workers hang, from made-up ones and moments.
#include "server/hang_watch.hpp"

#include <gtest/gtest.h>

namespace lab {
namespace {

using namespace std::chrono_literals;

constexpr Duration kLimit = 61s;
const TimePoint kBegan{1000s};

std::int64_t stamp(TimePoint moment) { return moment.time_since_epoch().count(); }

TEST(StuckSince, IsTheHeartbeatOfALoop) {
  WorkerLife worker;
  worker.state = WorkerState::kReady;
  EXPECT_EQ(stuck_since(worker, ModelKind::kAsync), std::nullopt) << "it has not begun to beat";
  worker.heartbeat = stamp(kBegan);
  worker.oldest_request = stamp(kBegan + 5s);
  EXPECT_EQ(stuck_since(worker, ModelKind::kAsync), kBegan);
}

TEST(StuckSince, IsTheOldestRequestOfAThreadOrProcess) {
  WorkerLife worker;
  worker.state = WorkerState::kReady;
  for (const auto model : {ModelKind::kProcess, ModelKind::kThread}) {
    worker.oldest_request = 0;
    EXPECT_EQ(stuck_since(worker, model), std::nullopt) << "it is idle";
    worker.oldest_request = stamp(kBegan);
    EXPECT_EQ(stuck_since(worker, model), kBegan);
  }
}

TEST(StuckSince, IsNothingForAWorkerThatDoesNotServe) {
  WorkerLife worker;
  worker.heartbeat = worker.oldest_request = stamp(kBegan);
  for (const auto state : {WorkerState::kDown, WorkerState::kStarting, WorkerState::kDraining,
                           WorkerState::kRetiring}) {
    worker.state = state;
    EXPECT_EQ(stuck_since(worker, ModelKind::kAsync), std::nullopt) << worker_state_name(state);
    EXPECT_EQ(stuck_since(worker, ModelKind::kThread), std::nullopt) << worker_state_name(state);
  }
}

TEST(HangWatch, FindsAHangInTheSecondLookAboveTheLimit) {
  HangWatch watch;
  EXPECT_EQ(watch.look(kBegan, kBegan + 61s, kLimit), std::nullopt) << "at the limit";
  EXPECT_EQ(watch.look(kBegan, kBegan + 62s, kLimit), std::nullopt) << "the first above it";
  EXPECT_EQ(watch.look(kBegan, kBegan + 63s, kLimit), 63s);
}

TEST(HangWatch, GivesAWorkerTimeAfterAStopOfTheWholeMachine) {
  HangWatch watch;
  EXPECT_EQ(watch.look(kBegan, kBegan + 1h, kLimit), std::nullopt);
  EXPECT_EQ(watch.look(kBegan + 1h, kBegan + 1h + 1s, kLimit), std::nullopt) << "it beats again";
  EXPECT_EQ(watch.look(kBegan + 1h, kBegan + 1h + 62s, kLimit), std::nullopt) << "counted anew";
}

TEST(HangWatch, ForgetsAHangThatEnded) {
  HangWatch watch;
  EXPECT_EQ(watch.look(kBegan, kBegan + 62s, kLimit), std::nullopt);
  EXPECT_EQ(watch.look(std::nullopt, kBegan + 63s, kLimit), std::nullopt);
  EXPECT_EQ(watch.look(kBegan, kBegan + 64s, kLimit), std::nullopt);
}

TEST(HangWatch, TellsOfTheSameHangOnce) {
  HangWatch watch;
  EXPECT_FALSE(watch.look(kBegan, kBegan + 62s, kLimit));
  EXPECT_TRUE(watch.look(kBegan, kBegan + 63s, kLimit));
  EXPECT_FALSE(watch.look(kBegan, kBegan + 64s, kLimit)) << "it is being killed";
}

}  // namespace
}  // namespace lab
