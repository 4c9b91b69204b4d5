// Claims about what the admin port shows while the workers work, block and idle.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/raw_client.hpp"
#include "tests/support/server_under_test.hpp"

namespace lab {
namespace {

using namespace std::chrono_literals;

double lag_ms(const ServerUnderTest& server, std::string_view name) {
  return server.stats().at_pointer("/workers/0/loop/" + std::string(name)).to_number<double>();
}

TEST(BlockedLoop, IsSeenAtOnceOnTheAdminPortWhileThePublicPortWaits) {
  const ServerUnderTest server({"--model", "async"});
  RawClient blocker(server);
  ASSERT_TRUE(blocker.send(request_to("/block?ms=3000")));
  ASSERT_TRUE(server.eventually_sums("/in_flight", 1));
  RawClient waiting(server);
  ASSERT_TRUE(waiting.send(request_to("/hello")));

  const auto began = Clock::now();
  const auto first = lag_ms(server, "lag_now_ms");
  EXPECT_LT(Clock::now() - began, 1s) << "the admin port waited too";
  EXPECT_TRUE(eventually([&] { return lag_ms(server, "lag_now_ms") >= 1000; }, 3s));
  EXPECT_GT(lag_ms(server, "lag_now_ms"), first);
  EXPECT_FALSE(waiting.readable(Duration::zero())) << "the loop was not blocked";
  EXPECT_EQ(server.number("/requests/finished"), 0);

  EXPECT_EQ(blocker.reply().value_or(ReceivedReply{}).status, 200);
  EXPECT_EQ(waiting.reply().value_or(ReceivedReply{}).status, 200);
  EXPECT_TRUE(eventually([&] { return lag_ms(server, "lag_now_ms") < 1000; }));
  EXPECT_GE(lag_ms(server, "lag_max_ms"), 2800);
}

TEST(BlockedLoop, EntersTheLagHistogramWithEveryBeatItMissed) {
  const ServerUnderTest server({"--model", "async"});
  ASSERT_TRUE(eventually([&] { return lag_ms(server, "lag_beats") >= 1; }));
  const auto before = server.number("/loop/lag_beats");
  const auto began = Clock::now();
  ASSERT_EQ(server.get("/block?ms=500").status, 200);
  ASSERT_TRUE(eventually([&] { return lag_ms(server, "lag_max_ms") >= 450; }));
  const auto beats = server.number("/loop/lag_beats") - before;
  const auto passed = to_ms(Clock::now() - began);
  EXPECT_GE(beats, 30) << "a missed beat counts too";
  EXPECT_LE(static_cast<double>(beats), passed / 10 + 20);
  EXPECT_LT(lag_ms(server, "lag_max_ms"), passed + 20);
}

TEST(BlockedLoop, IsNotWhatAwaitingOrOffloadingMakesOfIt) {
  const ServerUnderTest server({"--model", "async"});
  for (const auto* target : {"/io?ms=400", "/io?ms=400&via=pool"}) {
    RawClient slow(server);
    ASSERT_TRUE(slow.send(request_to(target)));
    ASSERT_TRUE(server.eventually_sums("/in_flight", 1));
    EXPECT_EQ(server.get("/hello").status, 200);
    EXPECT_FALSE(slow.readable(Duration::zero())) << target << " was over before /hello was";
    EXPECT_EQ(slow.reply().value_or(ReceivedReply{}).status, 200);
  }
}

class ServerStats : public EveryModel {};
INSTANTIATE_TEST_SUITE_P(Each, ServerStats, testing::ValuesIn(server_kinds()), kind_name);

TEST_P(ServerStats, CountEveryRequestByItsClassAndEveryConnectionByItsEnd) {
  const ServerUnderTest server(flags());
  for (int i = 0; i < 7; ++i) server.get("/hello");
  for (int i = 0; i < 3; ++i) server.get("/nothing");
  server.get("/io?ms=bad");
  ASSERT_TRUE(server.eventually_sums("/connections/closed", 11));
  EXPECT_EQ(server.sum("/requests/started"), 11);
  EXPECT_EQ(server.sum("/requests/finished"), 11);
  EXPECT_EQ(server.sum("/requests/2xx"), 7);
  EXPECT_EQ(server.sum("/requests/4xx"), 4);
  EXPECT_EQ(server.sum("/connections/accepted"), 11);
  EXPECT_EQ(server.sum("/connections/ended/closed_by_us"), 11);
  EXPECT_EQ(server.sum("/connections/open"), 0);
}

TEST_P(ServerStats, SumTheEndingsToTheClosedConnections) {
  const ServerUnderTest server(flags({"--header-timeout", "200ms"}));
  { RawClient unused(server); }
  RawClient broken(server);
  ASSERT_TRUE(broken.send("nonsense\r\n\r\n"));
  broken.end();
  broken.close();
  RawClient silent(server);
  silent.end();
  server.get("/hello");
  ASSERT_TRUE(server.eventually_sums("/connections/closed", 4));
  std::int64_t ended = 0;
  const auto rows = server.workers();
  for (const auto& row : rows) {
    for (const auto& [name, count] : row.at_pointer("/connections/ended").as_object()) {
      ended += count.to_number<std::int64_t>();
    }
  }
  EXPECT_EQ(ended, 4);
}

TEST_P(ServerStats, ShowTheCpuTimeThatWasBurnt) {
  const ServerUnderTest server(flags());
  const auto cpu = [&] {
    double total = 0;
    const auto rows = server.workers();
    for (const auto& row : rows) total += row.at("cpu_s").to_number<double>();
    return total;
  };
  const auto before = cpu();
  ASSERT_EQ(server.get("/cpu?ms=200").status, 200);
  const auto burnt = cpu() - before;
  EXPECT_GE(burnt, 0.2) << "a thread that ended took its time with it";
  EXPECT_LT(burnt, 0.6);
}

TEST_P(ServerStats, ShowMemoryExactlyWhenAsked) {
  const ServerUnderTest server(flags());
  const auto row = server.stats("?pss=1").at_pointer("/workers/0");
  const auto bytes = [&](const char* name) { return row.at(name).to_number<std::int64_t>(); };
  EXPECT_GT(bytes("private_bytes"), 0);
  EXPECT_GE(bytes("pss_bytes"), bytes("private_bytes"));
  EXPECT_GE(bytes("rss_bytes") * 2, bytes("pss_bytes"));
  EXPECT_GE(bytes("peak_rss_bytes"), bytes("rss_bytes") / 2);
  EXPECT_FALSE(server.stats().at_pointer("/workers/0").as_object().contains("pss_bytes"));
}

TEST_P(ServerStats, ShowTheListenQueue) {
  const ServerUnderTest server(flags({"--workers", "1", "--backlog", "7"}));
  const auto queue = [&](std::string_view name) {
    return server.stats().at_pointer("/listen/0/" + std::string(name)).to_number<std::int64_t>();
  };
  EXPECT_EQ(queue("queue"), 0);
  EXPECT_EQ(queue("capacity"), 7);
  EXPECT_EQ(queue("drops"), 0);
  if (is("thread")) return;  // nobody waits there
  RawClient holder(server);
  ASSERT_TRUE(holder.send(request_to("/block?ms=1500")));
  ASSERT_TRUE(server.eventually_sums("/in_flight", 1));
  const RawClient one(server), two(server);
  EXPECT_EQ(queue("queue"), 2);
}

TEST(AdminPort, RefusesWhatItDoesNotKnow) {
  const ServerUnderTest server({"--model", "thread"});
  EXPECT_EQ(server.get_admin("/nothing").status, 404);
  EXPECT_EQ(server.get_admin("/stats?pss=2").status, 400);
  EXPECT_THAT(server.get_admin("/").body, testing::HasSubstr("/stats"));
  RawClient client(server.admin_url("/"));
  ASSERT_TRUE(client.send(request_to("/stats", "POST")));
  const auto reply = client.reply();
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->status, 405);
  EXPECT_EQ(reply->field("Allow"), "GET, HEAD");
}

}  // namespace
}  // namespace lab
