// Claims about SQLite: the seeded rows are found, what is written is bounded, errors are values.
#include "server/work/sqlite.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <sys/wait.h>

#include <filesystem>
#include <optional>
#include <thread>

#include "server/work/database.hpp"
#include "server/work/database_rows.hpp"
#include "server/work/database_setup.hpp"

namespace lab {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

class SqliteWork : public testing::Test {
 protected:
  void SetUp() override {
    const auto seeded = seed_sqlite(file_);
    ASSERT_TRUE(seeded) << seeded.error().text;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string folder_ = [] {
    std::string path = "/tmp/lab_sqlite_XXXXXX";
    return std::string(mkdtemp(path.data()));
  }();
  std::string file_ = folder_ + "/items.sqlite";
  DatabaseCounters counters_{};
  DatabasePool pool_{DatabaseSource{.file = file_}, 4, counters_};
};

/// A handle of the test's own.
class OtherUser {
 public:
  explicit OtherUser(const std::string& file) { sqlite3_open(file.c_str(), &handle_); }
  ~OtherUser() { sqlite3_close(handle_); }
  OtherUser(const OtherUser&) = delete;
  OtherUser& operator=(const OtherUser&) = delete;

  bool run(const char* sql) {
    return sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr) == SQLITE_OK;
  }
  std::string first_value(const char* sql) {
    std::string value;
    const auto take = [](void* to, int, char** columns, char**) {
      *static_cast<std::string*>(to) = columns[0];
      return 0;
    };
    sqlite3_exec(handle_, sql, take, &value, nullptr);
    return value;
  }

 private:
  sqlite3* handle_ = nullptr;
};

TEST_F(SqliteWork, FindsTheSeededNamesByTheirKeys) {
  for (const std::uint64_t rows : {0u, 1u, 7u, 1000u}) {
    DatabaseResult expected;
    for (std::uint64_t i = 0; i < rows; ++i) add_row(expected, name_of(key_to_find(i, rows)));
    const auto result = block(Database{rows}, pool_, nullptr);
    EXPECT_EQ(result.fault, DatabaseFault::kNone) << result.reason;
    EXPECT_EQ(result.engine, "sqlite");
    EXPECT_EQ(result.found, rows);
    EXPECT_EQ(result.checksum, expected.checksum) << rows;
    EXPECT_EQ(result.attempts, 1);
  }
}

TEST_F(SqliteWork, WritesARowEachTimeButNoMoreThanItsRing) {
  OtherUser other(file_);
  EXPECT_EQ(other.first_value("SELECT count(*) FROM items"), "10000");
  block(Database{0}, pool_, nullptr);
  EXPECT_EQ(other.first_value("SELECT count(*) FROM items"), "10001");
  for (std::int64_t i = 0; i < kWrittenRows + 10; ++i) block(Database{0}, pool_, nullptr);
  EXPECT_EQ(other.first_value("SELECT count(*) FROM items"), "20000");
  EXPECT_EQ(other.first_value("SELECT max(id) FROM items"), "20000");
  EXPECT_EQ(other.first_value("SELECT name FROM items WHERE id = 20000"), "item 20000");
}

TEST_F(SqliteWork, ServesMoreThreadsThanItHasConnections) {
  constexpr int kThreads = 8;
  std::vector<std::thread> threads;
  threads.reserve(kThreads);
  std::atomic<int> failed{0};
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 25; ++i) {
        const auto result = block(Database{20}, pool_, nullptr);
        if (result.fault != DatabaseFault::kNone || result.found != 20) ++failed;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(failed, 0);
  EXPECT_EQ(counters_.granted, 200u);
  EXPECT_EQ(counters_.returned, 200u);
}

TEST_F(SqliteWork, ReadsWhileAnotherWrites) {
  EXPECT_EQ(OtherUser(file_).first_value("PRAGMA journal_mode"), "wal");
}

TEST_F(SqliteWork, TellsThatAnotherWritesForTooLong) {
  OtherUser other(file_);
  ASSERT_TRUE(other.run("BEGIN IMMEDIATE"));
  DatabaseResult result{Database{3}};
  const auto connection = SqliteConnection::open(file_, result, Clock::now() + 1ms);
  ASSERT_TRUE(connection) << result.reason;
  connection->carry_out(result, kSeededRows + 1, Clock::now() + 1ms);
  EXPECT_EQ(result.fault, DatabaseFault::kBusy);
  EXPECT_EQ(result.found, 3u) << "readers wait for no writer";
  EXPECT_THAT(result.reason, HasSubstr("locked"));
  ASSERT_TRUE(other.run("ROLLBACK"));
  DatabaseResult next{Database{3}};
  connection->carry_out(next, kSeededRows + 1, Clock::now() + 5s);
  EXPECT_EQ(next.fault, DatabaseFault::kNone) << next.reason;
}

TEST_F(SqliteWork, TellsThatItIsBusyAlsoWhenItIsOpened) {
  OtherUser other(file_);
  ASSERT_TRUE(other.run("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE"));
  DatabaseResult result{Database{3}};
  EXPECT_FALSE(SqliteConnection::open(file_, result, Clock::now() + 1ms));
  EXPECT_EQ(result.fault, DatabaseFault::kBusy) << result.reason;
}

TEST_F(SqliteWork, TellsThatThereIsNoFileAndMakesNone) {
  const auto missing = folder_ + "/missing.sqlite";
  DatabasePool pool({.file = missing}, 1, counters_);
  const auto result = block(Database{1}, pool, nullptr);
  EXPECT_EQ(result.fault, DatabaseFault::kFailed);
  EXPECT_THAT(result.reason, HasSubstr("unable to open"));
  EXPECT_FALSE(std::filesystem::exists(missing));
}

TEST_F(SqliteWork, IsSeededOnce) { EXPECT_FALSE(seed_sqlite(file_)); }

TEST_F(SqliteWork, PreparesAFolderOfItsOwnAndTakesItAway) {
  const auto data_dir = folder_ + "/data";
  std::filesystem::create_directory(data_dir);
  {
    const auto prepared = prepare_database("", data_dir);
    ASSERT_TRUE(prepared) << prepared.error().text;
    DatabasePool pool(prepared->source(), 1, counters_);
    EXPECT_EQ(block(Database{5}, pool, nullptr).found, 5u);
    EXPECT_THAT(prepared->source().file, HasSubstr(data_dir + "/lab-"));
  }
  EXPECT_TRUE(std::filesystem::is_empty(data_dir));
}

TEST_F(SqliteWork, TakesAwayWhatNobodyHolds) {
  const auto data_dir = folder_ + "/data";
  for (const auto* left : {"/lab-sqlite-dead01", "/lab-sqlite-dead02", "/others"}) {
    std::filesystem::create_directories(data_dir + left);
  }
  std::filesystem::create_directory_symlink(data_dir + "/others", data_dir + "/lab-sqlite-dead03");
  const auto first = prepare_database("", data_dir);
  const auto second = prepare_database("", data_dir);
  ASSERT_TRUE(first && second);
  EXPECT_TRUE(std::filesystem::exists(first->source().file)) << "somebody holds it";
  EXPECT_TRUE(std::filesystem::exists(second->source().file));
  EXPECT_FALSE(std::filesystem::exists(data_dir + "/lab-sqlite-dead01"));
  EXPECT_FALSE(std::filesystem::exists(data_dir + "/lab-sqlite-dead02"));
  EXPECT_TRUE(std::filesystem::exists(data_dir + "/others"));
  EXPECT_TRUE(std::filesystem::is_symlink(data_dir + "/lab-sqlite-dead03")) << "it is not ours";
}

TEST_F(SqliteWork, LeavesTheFolderAloneInAForkedChild) {
  std::optional<OwnFolder> folder(OwnFolder(folder_ + "/own", UniqueFd()));
  std::filesystem::create_directory(folder->path());
  const pid_t child = fork();
  if (child == 0) {
    folder.reset();
    _exit(0);
  }
  waitpid(child, nullptr, 0);
  EXPECT_TRUE(std::filesystem::exists(folder_ + "/own"));
  folder.reset();
  EXPECT_FALSE(std::filesystem::exists(folder_ + "/own"));
}

TEST_F(SqliteWork, IsMissedOnlyByWhoAsksForItWhereNoFileCanBe) {
  const auto prepared = prepare_database("", "/nowhere");
  ASSERT_TRUE(prepared);
  DatabasePool pool(prepared->source(), 1, counters_);
  EXPECT_EQ(block(Database{1}, pool, nullptr).fault, DatabaseFault::kFailed);
}

}  // namespace
}  // namespace lab
