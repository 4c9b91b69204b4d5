// Claims about what experiments see of a real server: its connections, its memory, its end.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "loadgen/lab/admin_client.hpp"
#include "loadgen/lab/crowd.hpp"
#include "loadgen/lab/memory_gauge.hpp"
#include "loadgen/lab/server_process.hpp"
#include "tests/support/server_under_test.hpp"

namespace lab {
namespace {

using namespace std::chrono_literals;

ServerProcess started(const std::vector<std::string>& options) {
  auto server = ServerProcess::start(LAB_BIN_DIR "/server", options);
  if (!server) throw std::runtime_error(server.error().text);
  return std::move(*server);
}

TimePoint soon() { return Clock::now() + kPatience; }
bool always() { return true; }

TEST(LabCrowd, SettlesAndAsksAgainOnTheConnectionsItHolds) {
  auto server = started({"--model", "thread"});
  Crowd crowd(server.url(), always);
  ASSERT_TRUE(crowd.settle(150, "/hello", soon()));
  EXPECT_EQ(crowd.good(), 150u);
  const auto connected = crowd.clients().front().connected_at();
  crowd.ask(crowd.clients().front(), "/nothing-there");
  crowd.run(soon());
  EXPECT_EQ(crowd.clients().front().reply().status, 404);
  EXPECT_EQ(crowd.clients().front().connected_at(), connected) << "it connected anew";
  EXPECT_EQ(crowd.good(), 149u);
}

TEST(LabCrowd, SaysWhyItDoesNotSettle) {
  auto server = started({"--model", "thread"});
  Crowd crowd(server.url(), always);
  const auto settled = crowd.settle(3, "/nothing-there", soon());
  ASSERT_FALSE(settled);
  EXPECT_EQ(settled.error().text,
            "0 of 3 connections were served; another one was answered with 404");
}

TEST(LabCrowd, ConnectsAnewWhenTheServerCloses) {
  auto server = started({"--model", "thread", "--keep-alive", "off"});
  Crowd crowd(server.url(), always);
  ASSERT_TRUE(crowd.settle(1, "/hello", soon()));
  auto& client = crowd.clients().front();
  const auto connected = client.connected_at();
  crowd.ask(client, "/hello");
  crowd.run(soon());
  EXPECT_TRUE(client.good());
  EXPECT_NE(client.connected_at(), connected);
}

TEST(LabCrowd, SendsARequestInPieces) {
  auto server = started({"--model", "async"});
  Crowd crowd(server.url(), always);
  auto& client = crowd.add();
  client.ask("GET /hel");
  ASSERT_TRUE(eventually([&] {
    crowd.look(Clock::now());
    return client.state() == ClientState::kAsking;
  }));
  client.add("lo HTTP/1.1\r\nHost: a\r\n\r\n");
  crowd.run(soon());
  EXPECT_TRUE(client.good());
}

TEST(LabCrowd, IsTiredOfWaitingWhenItIsTold) {
  auto server = started({"--model", "async"});
  bool going = true;
  Crowd crowd(server.url(), [&] { return going; });
  crowd.join(1, "/io?ms=60000");
  going = false;
  crowd.run(soon());
  EXPECT_TRUE(crowd.clients().front().under_way());
}

TEST(LabServer, FinishesWhatIsInFlightAndTellsHowItEnded) {
  auto server = started({"--model", "async"});
  Crowd crowd(server.url(), always);
  crowd.join(3, "/io?ms=1000");
  ASSERT_TRUE(crowd.run_until_in_flight(server.admin(), 3, soon()));
  EXPECT_FALSE(server.wait(0ms)) << "nobody told it to end";
  server.terminate();
  crowd.run(soon());
  EXPECT_EQ(crowd.good(), 3u);
  EXPECT_EQ(server.wait(kPatience), 0);
}

TEST(LabServer, LosesTheRestWhenItsPatienceEnds) {
  auto server = started({"--model", "async", "--drain-timeout", "100ms"});
  Crowd crowd(server.url(), always);
  crowd.join(2, "/io?ms=60000");
  ASSERT_TRUE(crowd.run_until_in_flight(server.admin(), 2, soon()));
  server.terminate();
  crowd.run(soon());
  EXPECT_EQ(crowd.count(ClientState::kLost), 2u);
  EXPECT_EQ(server.wait(kPatience), 1);
}

TEST(LabMemory, IsMeasuredAnewForEachReading) {
  if (kSanitized) GTEST_SKIP() << "memory says nothing then";
  auto server = started({"--model", "async", "--chaos"});
  MemoryGauge gauge(server.admin(), always);
  const auto before = gauge.read();
  Crowd crowd(server.url(), always);
  ASSERT_TRUE(crowd.settle(1, "/leak?kb=8192", soon()));
  const auto after = gauge.read();
  ASSERT_TRUE(before && after);
  EXPECT_NEAR(static_cast<double>(after->private_memory - before->private_memory), 8192 * 1024,
              1024 * 1024);
}

// --- what an admin port tells of a server that is full ---

/// Whether the server comes to look like that while these ask for `target` at once.
bool comes_to(const std::vector<std::string>& options, std::size_t clients, std::string_view target,
              const std::function<bool(const ServerSample&)>& look) {
  auto server = started(options);
  Crowd crowd(server.url(), always);
  crowd.join(clients, target);
  return eventually([&] {
    crowd.run(Clock::now() + 20ms);
    const auto sample = sample_server(server.admin(), MemoryCost::kCheap);
    return sample && look(*sample);
  });
}

TEST(SampleServer, TellsHowBusyThePoolIsAndWhatItRefused) {
  const std::vector<std::string> options{"--model", "async", "--pool", "1", "--pool-queue", "2"};
  EXPECT_TRUE(comes_to(options, 5, "/io?ms=2000&via=pool", [](const ServerSample& sample) {
    return sample.pool_busy == 1 && sample.pool_queued == 2 && sample.pool_refused == 2;
  }));
}

TEST(SampleServer, TellsThatALoopIsLateNow) {
  EXPECT_TRUE(comes_to({"--model", "async"}, 1, "/block?ms=1500",
                       [](const ServerSample& sample) { return sample.lag > 300ms; }));
}

TEST(SampleServer, TellsHowManyConnectionsWereTurnedAway) {
  EXPECT_TRUE(comes_to({"--model", "thread", "--max-connections", "2"}, 5, "/io?ms=500",
                       [](const ServerSample& sample) { return sample.turned_away == 3; }));
}

}  // namespace
}  // namespace lab
