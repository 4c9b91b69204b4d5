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

const TimePoint kStart{1000s};

std::uint64_t read(const Counter& counter) { return counter.load(); }

TEST(Scoreboard, BeginsEmpty) {
  const Scoreboard board(3);
  EXPECT_EQ(board.size(), 3);
  EXPECT_EQ(board.ready_workers(), 0);
  EXPECT_EQ(board.lost_requests(), 0u);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(board.slot(i).life().state, WorkerState::kDown);
    EXPECT_EQ(board.slot(i).totals().accepted, 0u);
    EXPECT_EQ(board.slot(i).lag.snapshot().count(), 0u);
  }
}

TEST(Scoreboard, KeepsItsSlotsApartOnTheirOwnCacheLines) {
  const Scoreboard board(2);
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(&board.slot(1)) % 64, 0u);
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(&board.slot(0).life().shards[1]) % 64, 0u);
  count(board.slot(1).life().shards[0].accepted, 5);
  EXPECT_EQ(board.slot(0).totals().accepted, 0u);
  EXPECT_EQ(board.slot(1).totals().accepted, 5u);
}

TEST(Scoreboard, SumsOverAllShards) {
  const Scoreboard board(1);
  auto& slot = board.slot(0);
  for (std::size_t i = 0; i < WorkerLife::kShards; ++i) {
    auto& shard = slot.life().shards[i];
    count(shard.accepted, 10);
    count(shard.closed, 4);
    count(shard.started, 7);
    count(shard.finished, 6);
    count(shard.by_class[1], 5);
    count(shard.by_class[4], 1);
    count(shard.endings[static_cast<std::size_t>(Ending::kAborted)], i);
  }
  const auto sum = slot.totals();
  EXPECT_EQ(sum.accepted, 80u);
  EXPECT_EQ(sum.closed, 32u);
  EXPECT_EQ(sum.started, 56u);
  EXPECT_EQ(sum.finished, 48u);
  EXPECT_EQ(sum.by_class[1], 40u);
  EXPECT_EQ(sum.by_class[4], 8u);
  EXPECT_EQ(sum.endings[static_cast<std::size_t>(Ending::kAborted)], 28u);
}

TEST(Scoreboard, CountsReadyWorkersOnly) {
  const Scoreboard board(4);
  board.slot(0).life().state = WorkerState::kReady;
  board.slot(1).life().state = WorkerState::kStarting;
  board.slot(2).life().state = WorkerState::kDraining;
  board.slot(3).life().state = WorkerState::kReady;
  EXPECT_EQ(board.ready_workers(), 2);
}

TEST(Scoreboard, HasAFreeWorkerWhenOneThatServesHasNoConnection) {
  const Scoreboard board(2);
  EXPECT_FALSE(board.has_free_worker()) << "none serves yet";
  board.slot(0).life().state = WorkerState::kReady;
  EXPECT_TRUE(board.has_free_worker());
  auto& shard = board.slot(0).life().shards[0];
  count(shard.accepted);
  EXPECT_FALSE(board.has_free_worker()) << "the other one does not serve";
  count(shard.closed);
  EXPECT_TRUE(board.has_free_worker());
  board.slot(0).life().state = WorkerState::kRetiring;
  EXPECT_FALSE(board.has_free_worker());
}

TEST(Burial, CountsWhatWasLeftAsLostOnce) {
  const Scoreboard board(1);
  auto& slot = board.slot(0);
  slot.life().pid = 77;
  slot.life().state = WorkerState::kReady;
  slot.life().heartbeat = 1;
  slot.life().oldest_request = 1;
  count(slot.life().shards[0].accepted, 10);
  count(slot.life().shards[0].closed, 7);
  count(slot.life().shards[3].started, 9);
  count(slot.life().shards[3].finished, 4);
  count(slot.life().pool.admitted, 3);
  count(slot.life().pool.finished, 1);
  slot.has_ended(SIGKILL, kStart);
  EXPECT_EQ(read(slot.life().lost_connections), 3u);
  EXPECT_EQ(read(slot.life().lost_requests), 5u);
  EXPECT_EQ(read(slot.life().pool.lost), 2u);
  EXPECT_EQ(slot.generation, 1u);
  EXPECT_EQ(slot.life().pid, 0);
  EXPECT_EQ(slot.life().state, WorkerState::kDown);
  EXPECT_EQ(slot.life().heartbeat, 0);
  EXPECT_EQ(slot.life().oldest_request, 0);
}

TEST(Burial, EndsTheWaitForTheDatabase) {
  const Scoreboard board(1);
  auto& slot = board.slot(0);
  auto& database = slot.life().database;
  count(database.asked, 9);
  count(database.granted, 5);
  count(database.refused, 1);
  count(database.returned, 3);
  EXPECT_EQ(slot.database_totals().waiting(), 3u);
  EXPECT_EQ(slot.database_totals().busy(), 2u);
  for (int i = 0; i < 2; ++i) {
    slot.has_ended(SIGKILL, kStart);
    EXPECT_EQ(slot.database_totals().waiting(), 0u);
    EXPECT_EQ(slot.database_totals().busy(), 0u);
    EXPECT_EQ(read(database.lost_waiting), 3u);
    EXPECT_EQ(read(database.lost_busy), 2u);
  }
}

TEST(Burial, OfTheSuccessorLosesItsOwnAlone) {
  const Scoreboard board(1);
  auto& slot = board.slot(0);
  count(slot.life().shards[0].started, 5);
  slot.has_ended(SIGKILL, kStart);
  count(slot.life().shards[0].started, 10);
  count(slot.life().shards[0].finished, 8);
  slot.has_ended(SIGKILL, kStart);
  EXPECT_EQ(read(slot.life().lost_requests), 7u);
  EXPECT_EQ(slot.totals().started - slot.totals().finished - read(slot.life().lost_requests), 0u);
  slot.has_ended(SIGKILL, kStart);
  EXPECT_EQ(read(slot.life().lost_requests), 7u) << "nothing was left";
  EXPECT_EQ(slot.generation, 3u);
}

TEST(Burial, KeepsWhatWasCounted) {
  const Scoreboard board(1);
  auto& slot = board.slot(0);
  count(slot.life().shards[0].finished, 8);
  count(slot.life().shards[0].started, 8);
  count(slot.life().shards[0].by_class[1], 8);
  slot.lag.record(2000);
  slot.has_ended(SIGKILL, kStart);
  EXPECT_EQ(slot.totals().finished, 8u);
  EXPECT_EQ(slot.totals().by_class[1], 8u);
  EXPECT_EQ(slot.lag.snapshot().count(), 1u);
}

TEST(Restart, IsTimedFromTheEndOfTheReadyOneUntilReadyAgain) {
  const Scoreboard board(2);
  auto& slot = board.slot(0);
  const TimePoint began{1000s};
  slot.life().state = WorkerState::kStarting;
  slot.becomes_ready(slot.life(), began);
  EXPECT_EQ(slot.life().state, WorkerState::kReady);
  EXPECT_EQ(read(slot.restarts), 0u) << "the first start is none";
  slot.has_ended(SIGKILL, began + 1s);
  EXPECT_EQ(slot.last_end, SIGKILL);
  slot.life().state = WorkerState::kStarting;
  slot.has_ended(SIGSEGV, began + 2s);  // before it was ready
  slot.life().state = WorkerState::kStarting;
  slot.becomes_ready(slot.life(), began + 5s);
  EXPECT_EQ(read(slot.restarts), 1u);
  EXPECT_EQ(Duration(slot.last_restart.load()), 4s);
  EXPECT_EQ(slot.last_end, SIGSEGV);
  EXPECT_EQ(board.restarts(), 1u);
}

TEST(Restart, DoesNotUndoADrain) {
  const Scoreboard board(1);
  auto& slot = board.slot(0);
  slot.life().state = WorkerState::kDraining;
  slot.becomes_ready(slot.life(), TimePoint{1s});
  EXPECT_EQ(slot.life().state, WorkerState::kDraining);
}

TEST(Retirement, GivesTheSuccessorALifeOfItsOwn) {
  const Scoreboard board(1);
  auto& slot = board.slot(0);
  auto& old = slot.life();
  old.state = WorkerState::kReady;
  old.pid = 77;
  count(old.shards[0].started, 5);
  slot.retire();
  EXPECT_EQ(old.state, WorkerState::kRetiring);
  EXPECT_NE(&slot.life(), &old);
  EXPECT_EQ(&slot.other_life(), &old);
  EXPECT_EQ(slot.life().state, WorkerState::kDown);
  EXPECT_EQ(slot.life().pid, 0);
  EXPECT_EQ(slot.generation, 1u);
  EXPECT_EQ(board.ready_workers(), 0);
  EXPECT_EQ(slot.totals().in_flight(), 5u) << "it is busy still";
}

TEST(Retirement, LosesNothingOfTheSuccessor) {
  const Scoreboard board(1);
  auto& slot = board.slot(0);
  auto& old = slot.life();
  count(old.shards[0].started, 5);
  count(old.shards[0].finished, 3);
  count(old.pool.admitted, 2);
  slot.retire();
  count(slot.life().shards[0].started, 10);
  count(slot.life().pool.admitted, 1);
  old.bury();
  EXPECT_EQ(slot.totals().lost_requests, 2u);
  EXPECT_EQ(slot.totals().in_flight(), 10u);
  EXPECT_EQ(slot.pool_totals().lost, 2u);
  EXPECT_EQ(slot.pool_totals().inside(), 1u);
  EXPECT_EQ(board.lost_requests(), 2u);
  EXPECT_EQ(old.state, WorkerState::kDown);
}

TEST(Retirement, IsNoRestart) {
  const Scoreboard board(1);
  auto& slot = board.slot(0);
  slot.life().state = WorkerState::kReady;
  slot.retire();
  slot.life().state = WorkerState::kStarting;
  slot.becomes_ready(slot.life(), kStart);
  EXPECT_EQ(slot.life().state, WorkerState::kReady);
  EXPECT_EQ(board.restarts(), 0u) << "nobody missed it";
}

TEST(Retirement, FollowsASuccessorThatIsReadyBesideTheOldOne) {
  const Scoreboard board(1);
  auto& slot = board.slot(0);
  slot.life().state = WorkerState::kReady;
  slot.other_life().state = WorkerState::kStarting;
  slot.becomes_ready(slot.other_life(), kStart);
  EXPECT_EQ(slot.other_life().state, WorkerState::kReady);
  EXPECT_EQ(board.ready_workers(), 1) << "one a slot";
  slot.retire();
  EXPECT_EQ(slot.life().state, WorkerState::kReady) << "nobody was missed for a moment";
  EXPECT_EQ(board.restarts(), 0u);
}

TEST(Restart, IsCountedWhenTheOldOneDiesBesideItsReadySuccessor) {
  const Scoreboard board(1);
  auto& slot = board.slot(0);
  slot.life().state = WorkerState::kReady;
  slot.other_life().state = WorkerState::kReady;
  slot.has_ended(SIGKILL, kStart);
  slot.take_turns();
  slot.becomes_ready(slot.life(), kStart + 1ms);
  EXPECT_EQ(board.restarts(), 1u);
  EXPECT_EQ(slot.life().state, WorkerState::kReady);
}

TEST(Retirement, MayFollowAnother) {
  const Scoreboard board(1);
  auto& slot = board.slot(0);
  auto& first = slot.life();
  slot.retire();
  first.bury();
  slot.retire();
  EXPECT_EQ(&slot.life(), &first);
  EXPECT_EQ(slot.generation, 2u);
}

/// Counts one request after another and tells through the pipe when it is at full speed.
[[noreturn]] void count_until_killed(WorkerSlot& slot, int pipe) {
  auto& shard = slot.life().shards[0];
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
    slot.has_ended(SIGKILL, kStart);
    const auto after = slot.totals();
    EXPECT_GE(after.finished, before.finished + 1000);
    EXPECT_EQ(after.started - after.finished, read(slot.life().lost_requests))
        << "nothing in flight";
    const auto classes = after.by_class[1] - after.finished;
    EXPECT_LE(classes, static_cast<std::uint64_t>(life) + 1) << "at most the one it died at";
  }
  EXPECT_EQ(slot.generation, 20u);
  EXPECT_LE(read(slot.life().lost_requests), 20u);
}

TEST(Totals, NeverShowARequestThatEndedBeforeItBegan) {
  const Scoreboard board(1);
  auto& slot = board.slot(0);
  std::jthread writer([&](const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      count(slot.life().shards[0].accepted);
      count(slot.life().shards[0].started);
      count(slot.life().shards[0].finished);
      count(slot.life().shards[0].closed);
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
