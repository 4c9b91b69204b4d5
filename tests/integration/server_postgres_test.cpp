// Claims about /io/database of the real server on a real PostgreSQL: the same rows under every
// model, who waits where, and a database that goes away and comes back under load.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <boost/json/parse.hpp>
#include <optional>
#include <thread>

#include "tests/support/postgres_server.hpp"
#include "tests/support/raw_client.hpp"
#include "tests/support/server_under_test.hpp"

namespace lab {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;
using testing::HasSubstr;

constexpr Duration kDeadline = 5s;  // of the queue, and of a query that asks for no wait
constexpr std::array<std::string_view, 3> kVias{"await", "block", "pool"};

class ServerPostgres : public EveryModel {
 protected:
  void SetUp() override {
    if (!PostgresServer::is_installed()) {
      GTEST_SKIP() << "there is no PostgreSQL here: ./lab setup postgres installs it";
    }
    postgres_.emplace();
  }

  std::vector<std::string> flags_here(std::vector<std::string> more = {}) const {
    more.insert(more.end(), {"--database", postgres_->url()});
    return flags(more);
  }
  bool is_async() const { return is("async") || is("hybrid"); }
  PostgresServer& postgres() { return *postgres_; }

 private:
  std::optional<PostgresServer> postgres_;
};
INSTANTIATE_TEST_SUITE_P(Each, ServerPostgres, testing::ValuesIn(server_kinds()), kind_name);

/// Of a worker with several requests at a time.
class CrowdedPostgres : public ServerPostgres {};
INSTANTIATE_TEST_SUITE_P(Each, CrowdedPostgres, testing::ValuesIn(kinds_with_many_requests()),
                         kind_name);

/// What a reply says of rows, whichever database they are from.
std::string rows_of(const ReceivedReply& reply) {
  EXPECT_EQ(reply.status, 200) << reply.body;
  if (reply.status != 200) return "none";
  const auto body = json::parse(reply.body);
  return fmt::format("{} {}", body.at("rows").as_int64(),
                     std::string(body.at("crc32").as_string()));
}

TEST_P(ServerPostgres, GivesTheRowsThatSqliteGives) {
  const ServerUnderTest server(flags_here());
  const ServerUnderTest sqlite(flags());
  for (const int rows : {0, 1, 7, 1000}) {
    const auto expected = rows_of(sqlite.get(fmt::format("/io/database?rows={}", rows)));
    for (const auto via : kVias) {
      const auto target = fmt::format("/io/database?rows={}&via={}", rows, via);
      EXPECT_EQ(rows_of(server.get(target)), expected) << target;
    }
  }
}

TEST_P(ServerPostgres, WaitsInTheDatabaseAndTellsHow) {
  const ServerUnderTest server(flags_here());
  const auto reply = server.get("/io/database?ms=50");
  ASSERT_EQ(reply.status, 200) << reply.body;
  const auto body = json::parse(reply.body);
  EXPECT_EQ(body.at("database"), "postgresql");
  EXPECT_EQ(body.at_pointer("/steps/0/ran"), is_async() ? "await" : "block");
  EXPECT_EQ(body.at_pointer("/steps/0/asked_ms").to_number<double>(), 50);
  EXPECT_GE(body.at_pointer("/steps/0/took_ms").to_number<double>(), 50);
}

TEST_P(ServerPostgres, WaitsForManyAtOnceWhereTheModelCan) {
  const int at_once = is("process") ? 2 : 8;
  const ServerUnderTest server(flags_here({"--database-connections", "8"}));
  auto clients = clients_that_sent(server, at_once, request_to("/io/database?ms=2000"));
  EXPECT_TRUE(server.eventually_sums("/database/busy", at_once));
  for (auto& client : clients) EXPECT_EQ(client->reply().value_or(ReceivedReply{}).status, 200);
  EXPECT_TRUE(server.eventually_sums("/database/busy", 0));
}

TEST_P(CrowdedPostgres, RefusesInTimeThoseWhoGetNoConnection) {
  const ServerUnderTest server(flags_here({"--workers", "1", "--database-connections", "1"}));
  auto holder = clients_that_sent(server, 1, request_to("/io/database?ms=12000"));
  ASSERT_TRUE(server.eventually_sums("/database/busy", 1));
  const auto began = Clock::now();
  auto others = clients_that_sent(server, 3, request_to("/io/database"));
  EXPECT_TRUE(server.eventually_sums("/database/waiting", 3));
  for (auto& other : others) {
    const auto reply = other->reply().value_or(ReceivedReply{});
    EXPECT_EQ(reply.status, 503);
    EXPECT_THAT(reply.body, HasSubstr("--database-connections"));
    EXPECT_EQ(reply.field("Retry-After"), "1");
  }
  EXPECT_GE(Clock::now() - began, kDeadline) << "they were given up too early";
  EXPECT_TRUE(server.eventually_sums("/database/refused", 3));
  EXPECT_EQ(holder.front()->reply().value_or(ReceivedReply{}).status, 200);
  EXPECT_EQ(server.get("/io/database").status, 200);
}

/// Clients that ask without a pause, each in another way, until they are stopped.
class Load {
 public:
  explicit Load(const ServerUnderTest& server) {
    for (const auto via : kVias) {
      clients_.emplace_back([this, &server, via](const std::stop_token& stop) {
        const auto url = server.url(fmt::format("/io/database?rows=5&via={}", via));
        while (!stop.stop_requested()) ask(url);
      });
    }
  }

  bool goes_well(int times) const { return grows_by(good_, times); }
  bool fails(int times) const { return grows_by(failed_, times); }
  Duration longest() const { return Duration(longest_); }
  void stop() { clients_.clear(); }

 private:
  void ask(const Url& url) {
    const auto began = Clock::now();
    const auto got = fetch(url, kPatience);
    const auto took = (Clock::now() - began).count();
    auto longest = longest_.load();
    while (took > longest && !longest_.compare_exchange_weak(longest, took)) {
    }
    ASSERT_TRUE(got) << got.error().text;
    if (got->reply.status == 200) {
      ++good_;
      return;
    }
    ++failed_;
    EXPECT_THAT(got->reply.status, testing::AnyOf(502, 503, 504)) << got->reply.body;
  }

  static bool grows_by(const std::atomic<int>& number, int more) {
    const int enough = number + more;
    return eventually([&] { return number >= enough; });
  }

  std::atomic<int> good_{0}, failed_{0};
  std::atomic<Duration::rep> longest_{0};
  std::vector<std::jthread> clients_;  // the last: they use all of it
};

TEST_P(ServerPostgres, MayBeRestartedUnderLoad) {
  const ServerUnderTest server(flags_here({"--workers", "1", "--log-level", "off"}));
  const auto pid = server.number("/pid");
  Load load(server);
  ASSERT_TRUE(load.goes_well(50));
  const auto before = descriptors_of(pid);
  for (int i = 0; i < 3; ++i) {
    postgres().stop();
    EXPECT_TRUE(load.fails(20));
    postgres().start();
    EXPECT_TRUE(load.goes_well(50));
  }
  load.stop();
  EXPECT_LT(load.longest(), kDeadline + kSlack);
  EXPECT_EQ(server.sum("/restarts"), 0);
  EXPECT_EQ(server.number("/pid"), pid);
  EXPECT_TRUE(server.eventually_sums("/database/busy", 0));
  postgres().stop();
  for (int i = 0; i < 100; ++i) EXPECT_EQ(server.get("/io/database").status, 503);
  EXPECT_TRUE(eventually([&] { return descriptors_of(pid) <= before; })) << "some have leaked";
}

TEST_P(ServerPostgres, ThatHangsIsA504WithinTheDeadline) {
  const ServerUnderTest server(flags_here({"--workers", "1"}));
  const auto pid = server.number("/pid");
  ASSERT_EQ(server.get("/io/database").status, 200);  // and there is a connection to it
  const auto before = descriptors_of(pid);
  postgres().freeze();
  const auto began = Clock::now();
  auto clients = clients_that_sent(server, is("process") ? 1 : 3, request_to("/io/database"));
  for (auto& client : clients) {
    const auto reply = client->reply().value_or(ReceivedReply{});
    EXPECT_EQ(reply.status, 504);
    EXPECT_THAT(reply.body, HasSubstr("the database did not answer in time"));
  }
  EXPECT_GE(Clock::now() - began, kDeadline) << "it was given up too early";
  EXPECT_LT(Clock::now() - began, kDeadline + kSlack);
  clients.clear();
  EXPECT_TRUE(eventually([&] { return descriptors_of(pid) <= before; })) << "some have leaked";
  postgres().thaw();
  EXPECT_TRUE(eventually([&] { return server.get("/io/database").status == 200; }));
}

}  // namespace
}  // namespace lab
