// Claims about the shared counters: sums, burials, and survival of a killed process.
#include "server/scoreboard.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <thread>

namespace lab {
namespace {

using namespace std::chrono_literals;

std::uint64_t read(const Counter& counter) { return counter.load(); }

TEST(Scoreboard, BeginsEmpty) {
  const Scoreboard board(3);
  EXPECT_EQ(board.size(), 3);
  EXPECT_EQ(board.ready_workers(), 0);
  EXPECT_EQ(board.lost_requests(), 0u);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(board.slot(i).state, WorkerState::kDown);
    EXPECT_EQ(board.slot(i).totals().accepted, 0u);
    EXPECT_EQ(board.slot(i).lag.snapshot().count(), 0u);
  }
}

TEST(Scoreboard, KeepsItsSlotsApartOnTheirOwnCacheLines) {
  const Scoreboard board(2);
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(&board.slot(1)) % 64, 0u);
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(&board.slot(0).shards[1]) % 64, 0u);
  count(board.slot(1).shards[0].accepted, 5);
  EXPECT_EQ(board.slot(0).totals().accepted, 0u);
  EXPECT_EQ(board.slot(1).totals().accepted, 5u);
}

TEST(Scoreboard, SumsOverAllShards) {
  const Scoreboard board(1);
  auto& slot = board.slot(0);
  for (std::size_t i = 0; i < WorkerSlot::kShards; ++i) {
    auto& shard = slot.shards[i];
    count(shard.accepted, 10);
    count(shard.closed, 4);
    count(shard.started, 7);
    count(shard.finished, 6);
    count(shard.by_class[1], 5);
    count(shard.by_class[4], 1);
    count(shard.endings[static_cast<std::size_t>(Ending::kAborted)], i);
  }
  const auto sum = slot.totals();
  EXPECT_EQ(sum.accepted, 160u);
  EXPECT_EQ(sum.closed, 64u);
  EXPECT_EQ(sum.started, 112u);
  EXPECT_EQ(sum.finished, 96u);
  EXPECT_EQ(sum.by_class[1], 80u);
  EXPECT_EQ(sum.by_class[4], 16u);
  EXPECT_EQ(sum.endings[static_cast<std::size_t>(Ending::kAborted)], 120u);
}

TEST(Scoreboard, CountsReadyWorkersOnly) {
  const Scoreboard board(4);
  board.slot(0).state = WorkerState::kReady;
  board.slot(1).state = WorkerState::kStarting;
  board.slot(2).state = WorkerState::kDraining;
  board.slot(3).state = WorkerState::kReady;
  EXPECT_EQ(board.ready_workers(), 2);
}

TEST(Burial, CountsWhatWasLeftAsLostOnce) {
  const Scoreboard board(1);
  auto& slot = board.slot(0);
  slot.pid = 77;
  slot.state = WorkerState::kReady;
  slot.heartbeat = 1;
  count(slot.shards[0].accepted, 10);
  count(slot.shards[0].closed, 7);
  count(slot.shards[3].started, 9);
  count(slot.shards[3].finished, 4);
  count(slot.pool.admitted, 3);
  count(slot.pool.finished, 1);
  slot.bury();
  EXPECT_EQ(read(slot.lost_connections), 3u);
  EXPECT_EQ(read(slot.lost_requests), 5u);
  EXPECT_EQ(read(slot.pool.lost), 2u);
  EXPECT_EQ(slot.generation, 1u);
  EXPECT_EQ(slot.pid, 0);
  EXPECT_EQ(slot.state, WorkerState::kDown);
  EXPECT_EQ(slot.heartbeat, 0);
}

TEST(Burial, OfTheSuccessorLosesItsOwnAlone) {
  const Scoreboard board(1);
  auto& slot = board.slot(0);
  count(slot.shards[0].started, 5);
  slot.bury();
  count(slot.shards[0].started, 10);
  count(slot.shards[0].finished, 8);
  slot.bury();
  EXPECT_EQ(read(slot.lost_requests), 7u);
  EXPECT_EQ(slot.totals().started - slot.totals().finished - read(slot.lost_requests), 0u);
  slot.bury();
  EXPECT_EQ(read(slot.lost_requests), 7u) << "nothing was left";
  EXPECT_EQ(slot.generation, 3u);
}

TEST(Burial, KeepsWhatWasCounted) {
  const Scoreboard board(1);
  auto& slot = board.slot(0);
  count(slot.shards[0].finished, 8);
  count(slot.shards[0].started, 8);
  count(slot.shards[0].by_class[1], 8);
  slot.lag.record(2000);
  slot.bury();
  EXPECT_EQ(slot.totals().finished, 8u);
  EXPECT_EQ(slot.totals().by_class[1], 8u);
  EXPECT_EQ(slot.lag.snapshot().count(), 1u);
}

TEST(Restart, IsTimedFromTheEndOfTheReadyOneUntilReadyAgain) {
  const Scoreboard board(2);
  auto& slot = board.slot(0);
  const TimePoint began{1000s};
  slot.state = WorkerState::kStarting;
  slot.becomes_ready(began);
  EXPECT_EQ(slot.state, WorkerState::kReady);
  EXPECT_EQ(read(slot.restarts), 0u) << "the first start is none";
  slot.has_ended(SIGKILL, began + 1s);
  slot.bury();
  EXPECT_EQ(slot.last_end, SIGKILL);
  slot.state = WorkerState::kStarting;
  slot.has_ended(SIGSEGV, began + 2s);  // before it was ready
  slot.bury();
  slot.state = WorkerState::kStarting;
  slot.becomes_ready(began + 5s);
  EXPECT_EQ(read(slot.restarts), 1u);
  EXPECT_EQ(Duration(slot.last_restart.load()), 4s);
  EXPECT_EQ(slot.last_end, SIGSEGV);
  EXPECT_EQ(board.restarts(), 1u);
}

TEST(Restart, DoesNotUndoADrain) {
  const Scoreboard board(1);
  auto& slot = board.slot(0);
  slot.state = WorkerState::kDraining;
  slot.becomes_ready(TimePoint{1s});
  EXPECT_EQ(slot.state, WorkerState::kDraining);
}

/// Counts one request after another and tells through the pipe when it is at full speed.
[[noreturn]] void count_until_killed(WorkerSlot& slot, int pipe) {
  auto& shard = slot.shards[0];
  for (std::uint64_t i = 0;; ++i) {
    count(shard.started);
    count(shard.by_class[1]);
    count(shard.finished);
    if (i == 1000) [[maybe_unused]]
      const auto n = write(pipe, "x", 1);
  }
}

TEST(Scoreboard, LosesNoCountOfAProcessKilledAtAnyInstruction) {
  const Scoreboard board(1);
  auto& slot = board.slot(0);
  for (int life = 0; life < 20; ++life) {
    int ends[2] = {-1, -1};
    ASSERT_EQ(pipe(ends), 0);
    const auto before = slot.totals();
    const pid_t child = fork();
    if (child == 0) count_until_killed(slot, ends[1]);
    char byte = 0;
    ASSERT_EQ(::read(ends[0], &byte, 1), 1);
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    close(ends[0]);
    close(ends[1]);
    slot.bury();
    const auto after = slot.totals();
    EXPECT_GE(after.finished, before.finished + 1000);
    EXPECT_EQ(after.started - after.finished, read(slot.lost_requests)) << "nothing in flight";
    const auto classes = after.by_class[1] - after.finished;
    EXPECT_LE(classes, static_cast<std::uint64_t>(life) + 1) << "at most the one it died at";
  }
  EXPECT_EQ(slot.generation, 20u);
  EXPECT_LE(read(slot.lost_requests), 20u);
}

TEST(Totals, NeverShowARequestThatEndedBeforeItBegan) {
  const Scoreboard board(1);
  auto& slot = board.slot(0);
  std::jthread writer([&](const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      count(slot.shards[0].accepted);
      count(slot.shards[0].started);
      count(slot.shards[0].finished);
      count(slot.shards[0].closed);
    }
  });
  for (int i = 0; i < 20'000; ++i) {
    const auto sum = slot.totals();
    ASSERT_GE(sum.started, sum.finished);
    ASSERT_GE(sum.accepted, sum.closed);
  }
}

}  // namespace
}  // namespace lab
