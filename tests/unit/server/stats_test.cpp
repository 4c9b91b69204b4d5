// Claims about the rows of /stats, from made-up slots.
#include "server/admin/stats.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <boost/json/value_to.hpp>
#include <thread>

namespace lab {
namespace {

using namespace std::chrono_literals;

const TimePoint kNow{1000s};

std::int64_t number(const boost::json::value& row, const char* pointer) {
  return row.at_pointer(pointer).to_number<std::int64_t>();
}

boost::json::value row_of(const WorkerSlot& slot, ModelKind model = ModelKind::kAsync) {
  ServerOptions options;
  options.model = model;
  return worker_stats(0, slot, options, kNow, nullptr);
}

TEST(LagNow, IsZeroWhileBeatsComeInTime) {
  EXPECT_EQ(lag_now(kNow, kNow), 0ns);
  EXPECT_EQ(lag_now(kNow - 10ms, kNow), 0ns);
  EXPECT_EQ(lag_now(kNow + 5ms, kNow), 0ns) << "the beat came while we looked";
}

TEST(LagNow, IsTheAgeOfTheBeatThatIsMissing) {
  EXPECT_EQ(lag_now(kNow - 11ms, kNow), 1ms);
  EXPECT_EQ(lag_now(kNow - 3010ms, kNow), 3s);
}

TEST(WorkerRow, TellsTheLagOfALoopThatIsBlockedNow) {
  const Scoreboard board(1);
  auto& slot = board.slot(0);
  EXPECT_EQ(row_of(slot).at_pointer("/loop/lag_now_ms"), 0.0) << "it has not begun to beat";
  slot.life().heartbeat = (kNow - 1010ms).time_since_epoch().count();
  EXPECT_EQ(row_of(slot).at_pointer("/loop/lag_now_ms"), 1000.0);
}

TEST(WorkerRow, DoesTheArithmeticOfWhatIsOpen) {
  const Scoreboard board(1);
  auto& slot = board.slot(0);
  count(slot.life().shards[0].accepted, 20);
  count(slot.life().shards[1].closed, 12);
  count(slot.life().lost_connections, 3);
  count(slot.life().shards[0].started, 9);
  count(slot.life().shards[2].finished, 4);
  count(slot.life().lost_requests, 2);
  count(slot.life().shards[2].by_class[1], 3);
  count(slot.life().shards[2].by_class[4], 1);
  const auto row = row_of(slot);
  EXPECT_EQ(number(row, "/connections/open"), 5);
  EXPECT_EQ(number(row, "/connections/lost"), 3);
  EXPECT_EQ(number(row, "/in_flight"), 3);
  EXPECT_EQ(number(row, "/requests/started"), 9);
  EXPECT_EQ(number(row, "/requests/2xx"), 3);
  EXPECT_EQ(number(row, "/requests/5xx"), 1);
  EXPECT_EQ(number(row, "/requests/lost"), 2);
}

TEST(WorkerRow, SplitsThePoolIntoBusyAndQueued) {
  const Scoreboard board(1);
  auto& slot = board.slot(0);
  count(slot.life().pool.admitted, 20);
  count(slot.life().pool.finished, 8);
  count(slot.life().pool.lost, 3);
  count(slot.life().pool.refused, 1);
  const auto row = row_of(slot);
  EXPECT_EQ(number(row, "/pool/threads"), 4);
  EXPECT_EQ(number(row, "/pool/busy"), 4);
  EXPECT_EQ(number(row, "/pool/queued"), 5);
  EXPECT_EQ(number(row, "/pool/refused"), 1);
}

TEST(WorkerRow, TellsWhoHasAConnectionToTheDatabaseAndWhoWaits) {
  const Scoreboard board(1);
  auto& slot = board.slot(0);
  auto& database = slot.life().database;
  count(database.asked, 30);
  count(database.granted, 20);
  count(database.refused, 2);
  count(database.returned, 15);
  count(database.lost_waiting, 1);
  count(database.lost_busy, 3);
  const auto row = row_of(slot, ModelKind::kThread);
  EXPECT_EQ(number(row, "/database/connections"), 4);
  EXPECT_EQ(number(row, "/database/busy"), 2);
  EXPECT_EQ(number(row, "/database/waiting"), 7);
  EXPECT_EQ(number(row, "/database/granted"), 20);
  EXPECT_EQ(number(row, "/database/refused"), 2);
}

TEST(WorkerRow, NamesEveryEndingOfConnections) {
  const Scoreboard board(1);
  count(board.slot(0).life().shards[0].endings[static_cast<std::size_t>(Ending::kPreempted)], 2);
  const auto row = row_of(board.slot(0));
  const auto& ended = row.at_pointer("/connections/ended").as_object();
  EXPECT_EQ(ended.size(), kEndings);
  EXPECT_EQ(number(row, "/connections/ended/preempted"), 2);
}

TEST(WorkerRow, ShowsLoopAndPoolOfTheAsyncModelAlone) {
  const Scoreboard board(1);
  for (const auto model : {ModelKind::kProcess, ModelKind::kThread}) {
    const auto row = row_of(board.slot(0), model);
    EXPECT_FALSE(row.as_object().contains("loop"));
    EXPECT_FALSE(row.as_object().contains("pool"));
  }
}

TEST(WorkerRow, HasNoProcessFactsOfADeadWorker) {
  const Scoreboard board(1);
  auto& slot = board.slot(0);
  EXPECT_FALSE(row_of(slot).as_object().contains("threads"));
  slot.life().pid = getpid();
  EXPECT_GE(number(row_of(slot), "/threads"), 1);
}

TEST(WorkerRow, AddsTheSwitchesOfThreadsThatEnded) {
  const Scoreboard board(1);
  auto& slot = board.slot(0);
  slot.life().pid = getpid();
  const auto before = number(row_of(slot), "/switches/voluntary");
  count(slot.exited_switches_voluntary, 1'000'000);
  EXPECT_GE(number(row_of(slot), "/switches/voluntary"), before + 1'000'000);
}

TEST(WorkerRow, ShowsTheWorkerThatRetiresBesideItsSuccessor) {
  const Scoreboard board(1);
  auto& slot = board.slot(0);
  EXPECT_FALSE(row_of(slot).as_object().contains("retiring"));
  slot.life().pid = getpid();
  slot.retire();
  const auto row = row_of(slot);
  EXPECT_EQ(number(row, "/retiring/pid"), getpid());
  EXPECT_GT(number(row, "/retiring/rss_bytes"), 0);
  EXPECT_FALSE(row.as_object().contains("rss_bytes")) << "there is no successor yet";
}

TEST(WorkerRow, SaysNothingOfARestartThatHasNotBeen) {
  const Scoreboard board(1);
  const auto row = row_of(board.slot(0));
  EXPECT_EQ(number(row, "/restarts"), 0);
  EXPECT_FALSE(row.as_object().contains("last_restart_ms"));
  EXPECT_FALSE(row.as_object().contains("last_end"));
}

TEST(WorkerRow, TellsTheLastRestartAndWhatEndedTheWorker) {
  const Scoreboard board(1);
  auto& slot = board.slot(0);
  slot.life().state = WorkerState::kReady;
  slot.has_ended(SIGABRT, kNow);
  EXPECT_EQ(row_of(slot).at("last_end"), "was killed by signal 6 (Aborted)");
  EXPECT_FALSE(row_of(slot).as_object().contains("last_restart_ms")) << "it is not back yet";
  slot.becomes_ready(slot.life(), kNow + 125ms);
  EXPECT_EQ(row_of(slot).at("last_restart_ms"), 125.0);
  EXPECT_EQ(number(row_of(slot), "/restarts"), 1);
  slot.has_ended(3 << 8, kNow);
  EXPECT_EQ(row_of(slot).at("last_end"), "exited with 3");
}

TEST(WorkerRow, NeverUnderflowsWhileAWorkerCounts) {
  const Scoreboard board(1);
  auto& slot = board.slot(0);
  std::jthread writer([&](const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      count(slot.life().pool.admitted);
      count(slot.life().shards[0].started);
      count(slot.life().shards[0].finished);
      count(slot.life().pool.finished);
    }
  });
  for (int i = 0; i < 3000; ++i) {
    const auto row = row_of(slot);
    ASSERT_LT(row.at_pointer("/in_flight").to_number<std::uint64_t>(), 1'000'000u);
    ASSERT_LT(row.at_pointer("/pool/queued").to_number<std::uint64_t>(), 1'000'000u);
  }
}

TEST(WorkerRow, NeverUnderflowsWhileWorkersDie) {
  const Scoreboard board(1);
  auto& slot = board.slot(0);
  std::jthread mortal([&](const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      for (int i = 0; i < 6; ++i) {
        count(slot.life().shards[0].accepted);
        count(slot.life().shards[0].started);
      }
      slot.life().bury();
    }
  });
  for (int i = 0; i < 3000; ++i) {
    const auto row = row_of(slot);
    ASSERT_LT(row.at_pointer("/in_flight").to_number<std::uint64_t>(), 1'000'000u);
    ASSERT_LT(row.at_pointer("/connections/open").to_number<std::uint64_t>(), 1'000'000u);
  }
}

}  // namespace
}  // namespace lab
