// Claims about /io/database of the real server on SQLite: how it runs, who waits, what it leaves.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdlib.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <filesystem>

#include "tests/support/raw_client.hpp"
#include "tests/support/server_under_test.hpp"

namespace lab {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;
using testing::HasSubstr;

constexpr Duration kDeadline = 5s;  // of the queue, and of the connection's statements

class ServerDatabase : public EveryModel {
 protected:
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::vector<std::string> flags_here(std::vector<std::string> more = {}) const {
    more.insert(more.end(), {"--data-dir", folder_});
    return flags(more);
  }
  /// Of the one server that runs there.
  std::string file() const {
    return std::filesystem::directory_iterator(folder_)->path().string() + "/items.sqlite";
  }
  std::ptrdiff_t databases() const {
    return std::distance(std::filesystem::directory_iterator(folder_), {});
  }
  bool is_async() const { return is("async") || is("hybrid"); }

  std::string folder_ = [] {
    std::string path = "/tmp/lab_database_XXXXXX";
    return std::string(mkdtemp(path.data()));
  }();
};
INSTANTIATE_TEST_SUITE_P(Each, ServerDatabase, testing::ValuesIn(server_kinds()), kind_name);

/// Of a worker with several requests at a time.
class CrowdedDatabase : public ServerDatabase {};
INSTANTIATE_TEST_SUITE_P(Each, CrowdedDatabase, testing::ValuesIn(kinds_with_many_requests()),
                         kind_name);

/// Keeps all others from writing as long as it lives.
class Writer {
 public:
  explicit Writer(const std::string& file) {
    sqlite3_open(file.c_str(), &handle_);
    sqlite3_busy_timeout(handle_, 10'000);
    holds_ = sqlite3_exec(handle_, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr) == SQLITE_OK;
  }
  ~Writer() { sqlite3_close(handle_); }  // which rolls back
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  bool holds() const { return holds_; }

 private:
  sqlite3* handle_ = nullptr;
  bool holds_ = false;
};

TEST_P(ServerDatabase, TellsHowItRan) {
  ServerUnderTest server(flags_here());
  const auto reply = server.get("/io/database?rows=20");
  ASSERT_EQ(reply.status, 200) << reply.body;
  const auto body = json::parse(reply.body);
  EXPECT_EQ(body.at_pointer("/steps/0/ran").as_string(), is_async() ? "pool" : "block");
  EXPECT_EQ(body.at_pointer("/rows"), 20);
  EXPECT_EQ(body.at_pointer("/database").as_string(), "sqlite");
  EXPECT_TRUE(server.eventually_sums("/database/granted", 1));
  EXPECT_TRUE(server.eventually_sums("/database/busy", 0));
}

TEST_P(ServerDatabase, LeavesNothingBehind) {
  ServerUnderTest server(flags_here());
  EXPECT_EQ(server.get("/io/database").status, 200);
  EXPECT_TRUE(std::filesystem::exists(file()));
  EXPECT_EQ(server.stop(), 0);
  EXPECT_TRUE(std::filesystem::is_empty(folder_));
}

TEST_P(CrowdedDatabase, ShowsWhoHasTheConnectionAndWhoWaitsForIt) {
  ServerUnderTest server(flags_here({"--workers", "1", "--database-connections", "1"}));
  Clients clients;
  {
    const Writer writer(file());
    ASSERT_TRUE(writer.holds());
    clients = clients_that_sent(server, 3, request_to("/io/database"));
    EXPECT_TRUE(server.eventually_sums("/database/waiting", 2));
    EXPECT_TRUE(server.eventually_sums("/database/busy", 1));
  }
  for (auto& client : clients) {
    const auto reply = client->reply();
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->status, 200) << reply->body;
  }
  EXPECT_TRUE(server.eventually_sums("/database/waiting", 0));
  EXPECT_TRUE(server.eventually_sums("/database/busy", 0));
}

TEST_P(ServerDatabase, RefusesWithinItsDeadlineAndRecovers) {
  ServerUnderTest server(flags_here());
  {
    const Writer writer(file());
    ASSERT_TRUE(writer.holds());
    const auto began = Clock::now();
    const auto reply = server.get("/io/database");
    const auto took = Clock::now() - began;
    EXPECT_EQ(reply.status, 503) << reply.body;
    EXPECT_EQ(reply.field("Retry-After"), "1");
    EXPECT_THAT(reply.body, HasSubstr("others write"));
    EXPECT_GT(took, kDeadline / 2) << "it was given up too early";
    EXPECT_LT(took, kDeadline + kSlack);
  }
  EXPECT_EQ(server.get("/io/database").status, 200);
}

TEST_P(CrowdedDatabase, RefusesThoseWhoGetNoConnectionAndRecovers) {
  ServerUnderTest server(
      flags_here({"--workers", "1", "--database-connections", "1", "--pool", "8"}));
  {
    const Writer writer(file());
    ASSERT_TRUE(writer.holds());
    auto clients = clients_that_sent(server, 6, request_to("/io/database"));
    EXPECT_TRUE(server.eventually_sums("/database/waiting", 5));
    int refused = 0;  // the others had the connection, and waited for the writer
    for (auto& client : clients) {
      const auto reply = client->reply().value_or(ReceivedReply{});
      EXPECT_EQ(reply.status, 503) << reply.body;
      EXPECT_EQ(reply.field("Retry-After"), "1");
      if (reply.body.find("--database-connections") != std::string::npos) ++refused;
    }
    EXPECT_GE(refused, 4);
    EXPECT_TRUE(server.eventually_sums("/database/refused", refused));
  }
  EXPECT_EQ(server.get("/io/database").status, 200);
  EXPECT_EQ(server.sum("/database/waiting"), 0);
  EXPECT_EQ(server.sum("/database/busy"), 0);
  EXPECT_EQ(server.sum("/restarts"), 0);
}

TEST_P(ServerDatabase, IsOneForAllWorkers) {
  ServerUnderTest server(flags_here());
  std::vector<std::string> sums;
  for (int i = 0; i < 8; ++i) {
    const auto reply = server.get("/io/database?rows=1000");
    ASSERT_EQ(reply.status, 200) << reply.body;
    sums.emplace_back(json::parse(reply.body).at("crc32").as_string());
  }
  EXPECT_THAT(sums, testing::Each(sums.front()));
  sqlite3* handle = nullptr;
  sqlite3_open(file().c_str(), &handle);
  const auto count_rows = [](void* written, int, char** columns, char**) {
    *static_cast<int*>(written) = atoi(columns[0]);
    return 0;
  };
  int written = 0;
  sqlite3_exec(handle, "SELECT count(*) FROM items WHERE id > 10000", count_rows, &written,
               nullptr);
  sqlite3_close(handle);
  EXPECT_EQ(written, 8) << "each request writes a row of its own";
}

TEST_P(ServerDatabase, OfAKilledServerIsRemovedByTheNextAndThatOfALivingOneIsNot) {
  const ServerUnderTest living(flags_here());
  std::vector<pid_t> holders;
  {
    const ServerUnderTest killed(flags_here());
    holders = killed.children();
  }
  ASSERT_TRUE(eventually([&] { return std::all_of(holders.begin(), holders.end(), has_ended); }));
  EXPECT_EQ(databases(), 2) << "nobody could remove it";
  const ServerUnderTest next(flags_here());
  EXPECT_EQ(databases(), 2);
  EXPECT_EQ(living.get("/io/database").status, 200);
  EXPECT_EQ(next.get("/io/database").status, 200);
}

TEST_P(CrowdedDatabase, LosesNoCountWithAWorkerThatIsKilled) {
  ServerUnderTest server(flags_here({"--workers", "1", "--database-connections", "1"}));
  const Writer writer(file());
  ASSERT_TRUE(writer.holds());
  auto clients = clients_that_sent(server, 2, request_to("/io/database"));
  ASSERT_TRUE(server.eventually_sums("/database/waiting", 1));
  kill(static_cast<pid_t>(server.number("/pid")), SIGKILL);
  EXPECT_TRUE(server.eventually_sums("/restarts", 1));
  EXPECT_EQ(server.sum("/database/waiting"), 0);
  EXPECT_EQ(server.sum("/database/busy"), 0);
  EXPECT_EQ(server.sum("/database/granted"), 1);
}

TEST_P(ServerDatabase, OfPostgresThatIsNotThereIsOneLineAtTheStart) {
  run_in_vain(flags({"--database", "postgresql://127.0.0.1:1/lab"})).expect_one_line("--database");
}

}  // namespace
}  // namespace lab
