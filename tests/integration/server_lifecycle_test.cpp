// Claims about the end of servers and workers: draining loses nothing, killed workers come back.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <atomic>
#include <thread>

#include "common/net/listener.hpp"
#include "tests/support/raw_client.hpp"
#include "tests/support/server_under_test.hpp"

namespace lab {
namespace {

using namespace std::chrono_literals;
using End = RawClient::End;

/// The thread model's acceptor leaves nobody in the queue.
class ServerQueue : public EveryModel {};
INSTANTIATE_TEST_SUITE_P(Each, ServerQueue,
                         testing::Values(server_kinds()[0], server_kinds()[2], server_kinds()[3]),
                         kind_name);

class ServerDrain : public EveryModel {};
INSTANTIATE_TEST_SUITE_P(Each, ServerDrain, testing::ValuesIn(server_kinds()), kind_name);

/// Whether the last reply must say "close". A reply given before the server saw the signal does
/// not; its connection is closed all the same.
enum class Farewell { kAny, kSaid };

void expect_served_and_closed(RawClient& client, int replies = 1,
                              Farewell farewell = Farewell::kAny) {
  for (int i = 1; i <= replies; ++i) {
    const auto reply = client.reply();
    ASSERT_TRUE(reply) << "reply " << i << " was lost";
    EXPECT_EQ(reply->status, 200);
    if (i < replies || farewell == Farewell::kSaid) {
      EXPECT_EQ(reply->keep_alive, i < replies) << "only the last one says close";
    }
  }
  EXPECT_EQ(client.end(), End::kClosed);
}

/// SIGKILL to a worker that is ready; returns its process.
std::int64_t kill_worker(const ServerUnderTest& server, int worker = 0) {
  EXPECT_TRUE(eventually([&] {
    return server.workers().at(static_cast<std::size_t>(worker)).at("state") == "ready";
  }));
  const auto pid = server.number("/pid", worker);
  if (pid > 0) kill(static_cast<pid_t>(pid), SIGKILL);
  return pid;
}

std::int64_t queued(const ServerUnderTest& server) {
  std::int64_t total = 0;
  const auto stats = server.stats();
  for (const auto& queue : stats.at("listen").as_array()) {
    total += queue.at("queue").to_number<std::int64_t>();
  }
  return total;
}

TEST_P(ServerDrain, ServesRequestsInFlightAndExitsWith0) {
  ServerUnderTest server(flags());
  auto clients = clients_that_sent(server, 2, request_to("/io?ms=500"));
  ASSERT_TRUE(server.eventually_sums("/in_flight", 2));
  server.signal(SIGTERM);
  for (auto& client : clients) expect_served_and_closed(*client);
  EXPECT_EQ(server.wait(), 0);
}

TEST_P(ServerDrain, FollowsSigintToo) {
  ServerUnderTest server(flags());
  auto clients = clients_that_sent(server, 1, request_to("/io?ms=300"));
  ASSERT_TRUE(server.eventually_sums("/in_flight", 1));
  server.signal(SIGINT);
  expect_served_and_closed(*clients[0]);
  EXPECT_EQ(server.wait(), 0);
}

TEST_P(ServerDrain, ClosesIdleConnectionsAtOnce) {
  ServerUnderTest server(flags({"--drain-timeout", "60s", "--keep-alive", "on"}));
  Clients idle = clients_that_sent(server, 2, request_to("/hello"));
  for (auto& client : idle) EXPECT_EQ(client->reply().value_or(ReceivedReply{}).status, 200);
  server.signal(SIGTERM);
  for (auto& client : idle) EXPECT_EQ(client->end(), End::kClosed);
  EXPECT_EQ(server.wait(), 0);
}

TEST_P(ServerDrain, ServesConnectionsStillInTheAcceptQueue) {
  ServerUnderTest server(flags({"--drain-timeout", "60s"}));
  auto clients = clients_that_sent(server, 12, request_to("/block?ms=100"));
  server.signal(SIGTERM);
  for (auto& client : clients) expect_served_and_closed(*client);
  EXPECT_EQ(server.wait(), 0);
}

TEST_P(ServerQueue, IsServedWhenItIsLongerThanOneTurnOfTheAcceptLoop) {
  ServerUnderTest server(flags({"--drain-timeout", "60s"}));
  const int workers = is("async") ? 1 : 2;
  Clients blocking;
  while (server.sum("/in_flight") < workers) {  // until every worker is held
    blocking.push_back(std::make_unique<RawClient>(server));
    ASSERT_TRUE(blocking.back()->send(request_to("/block?ms=700")));
    ASSERT_TRUE(eventually([&] {
      return server.sum("/requests/started") >= static_cast<std::int64_t>(blocking.size()) ||
             queued(server) > 0;
    }));
  }
  auto clients = clients_that_sent(server, 256, request_to("/hello"));
  server.signal(SIGTERM);
  for (auto& client : blocking) expect_served_and_closed(*client);
  for (auto& client : clients) expect_served_and_closed(*client);
  EXPECT_EQ(server.wait(), 0);
}

TEST_P(ServerDrain, ServesAConnectionWhoseRequestIsOnItsWay) {
  ServerUnderTest server(flags({"--drain-timeout", "60s"}));
  RawClient part(server);
  const auto whole = request_to("/hello");
  ASSERT_TRUE(part.send(whole.substr(0, 10)));
  RawClient silent(server);
  ASSERT_TRUE(server.eventually_sums("/connections/open", 2));
  server.signal(SIGTERM);
  ASSERT_TRUE(eventually([&] { return server.get_admin("/readyz").status == 503; }));
  ASSERT_TRUE(part.send(whole.substr(10)));
  ASSERT_TRUE(silent.send(whole));
  expect_served_and_closed(part, 1, Farewell::kSaid);
  expect_served_and_closed(silent, 1, Farewell::kSaid);
  EXPECT_EQ(server.wait(), 0);
}

TEST_P(ServerDrain, ServesPipelinedRequests) {
  ServerUnderTest server(flags());
  RawClient client(server);
  const auto hello = request_to("/hello");
  ASSERT_TRUE(client.send(request_to("/io?ms=400") + hello + hello + hello));
  ASSERT_TRUE(server.eventually_sums("/in_flight", 1));
  server.signal(SIGTERM);
  expect_served_and_closed(client, 4);
  EXPECT_EQ(server.wait(), 0);
}

TEST_P(ServerDrain, EndsUnderLoadThatNeverStops) {
  ServerUnderTest server(flags({"--drain-timeout", "600s"}));
  std::atomic<int> answered{0};
  std::vector<std::jthread> load(8);
  for (auto& one : load) {
    one = std::jthread([&](const std::stop_token& stop) {
      while (!stop.stop_requested()) answered += fetch(server.url("/io?ms=5"), kPatience) ? 1 : 0;
    });
  }
  ASSERT_TRUE(eventually([&] { return answered >= 50; }));
  server.signal(SIGTERM);
  EXPECT_EQ(server.wait(), 0) << "newcomers kept it from its end";
}

TEST_P(ServerDrain, LetsGoOfThePortWhenItIsOver) {
  ServerUnderTest server(flags());
  const auto url = server.url("/");
  EXPECT_EQ(server.stop(), 0);
  EXPECT_TRUE(listen_on(*numeric_address(url.host, url.port), 1, PortSharing::kExclusive));
}

TEST_P(ServerDrain, EndsAtOnceAtTheSecondSignal) {
  ServerUnderTest server(flags({"--drain-timeout", "600s", "--log-level", "off"}));
  auto clients = clients_that_sent(server, 1, request_to("/io?ms=60000"));
  ASSERT_TRUE(server.eventually_sums("/in_flight", 1));
  server.signal(SIGTERM);
  ASSERT_TRUE(eventually([&] { return server.get_admin("/readyz").status == 503; }));
  EXPECT_FALSE(server.wait(Duration::zero()));
  server.signal(SIGTERM);
  EXPECT_EQ(server.wait(), 1) << "a request was given up";
  EXPECT_NE(clients[0]->end(), End::kStillOpen);
}

TEST_P(ServerDrain, GivesUpAfterTheDrainTimeout) {
  ServerUnderTest server(flags({"--drain-timeout", "300ms", "--log-level", "off"}));
  auto clients = clients_that_sent(server, 1, request_to("/io?ms=60000"));
  ASSERT_TRUE(server.eventually_sums("/in_flight", 1));
  EXPECT_EQ(server.stop(), 1);
}

TEST_P(ServerDrain, CountsAHalfSentRequestThatItGaveUp) {
  ServerUnderTest server(flags({"--drain-timeout", "300ms", "--log-level", "off"}));
  auto clients = clients_that_sent(server, 1, "GET /hello HTTP/1.1\r\nHost:");
  ASSERT_TRUE(server.eventually_sums("/connections/open", 1));
  EXPECT_EQ(server.stop(), 1);
}

class ServerRespawn : public EveryModel {};
INSTANTIATE_TEST_SUITE_P(Each, ServerRespawn, testing::ValuesIn(server_kinds()), kind_name);

int busy_worker(const ServerUnderTest& server) {
  for (int i = 0;; ++i) {
    if (server.number("/in_flight", i) > 0) return i;
  }
}

TEST_P(ServerRespawn, ReplacesAKilledWorkerAndLosesNoCount) {
  ServerUnderTest server(flags({"--log-level", "off"}));
  for (int i = 0; i < 20; ++i) ASSERT_EQ(server.get("/hello").status, 200);
  ASSERT_TRUE(server.eventually_sums("/connections/closed", 20)) << "one may still be in flight";
  auto doomed = clients_that_sent(server, 1, request_to("/io?ms=60000"));
  ASSERT_TRUE(server.eventually_sums("/in_flight", 1));
  const int worker = busy_worker(server);
  const auto pid = kill_worker(server, worker);
  const auto killed = Clock::now();
  EXPECT_NE(doomed[0]->end(), End::kStillOpen);
  ASSERT_TRUE(eventually([&] { return server.number("/generation", worker) == 1; }));
  ASSERT_TRUE(eventually(
      [&] { return server.stats().at("workers_ready") == server.stats().at("workers_wanted"); }));
  EXPECT_TRUE(kSanitized || Clock::now() - killed < 1s) << "its successor came late";
  EXPECT_NE(server.number("/pid", worker), pid);
  EXPECT_EQ(server.number("/restarts", worker), 1);
  EXPECT_EQ(server.stats().at("restarts"), 1);
  EXPECT_EQ(server.sum("/in_flight"), 0);
  EXPECT_EQ(server.sum("/connections/open"), 0);
  EXPECT_EQ(server.sum("/requests/lost"), 1);
  EXPECT_EQ(server.sum("/connections/lost"), 1);
  EXPECT_EQ(server.sum("/requests/2xx"), 20);
  EXPECT_EQ(server.sum("/requests/started"), 21);
  EXPECT_EQ(server.get("/hello").status, 200);
  EXPECT_EQ(server.stop(), 0) << "what was lost before the drain is not its fault";
}

TEST_P(ServerRespawn, CountsEveryRequestUnderLoad) {
  ServerUnderTest server(flags({"--log-level", "off"}));
  std::atomic<std::int64_t> answered{0};
  {
    std::vector<std::jthread> load(4);
    for (auto& one : load) {
      one = std::jthread([&](const std::stop_token& stop) {
        while (!stop.stop_requested()) {
          const auto got = fetch(server.url("/hello"), kPatience);
          answered += got && got->reply.status == 200 ? 1 : 0;
        }
      });
    }
    for (int life = 1; life <= 2; ++life) {
      const auto enough = answered + 200;
      ASSERT_TRUE(eventually([&] { return answered >= enough; }));
      kill_worker(server);
      ASSERT_TRUE(eventually([&] { return server.number("/generation") == life; }));
    }
    const auto enough = answered + 200;
    ASSERT_TRUE(eventually([&] { return answered >= enough; })) << "service did not return";
  }
  EXPECT_TRUE(server.eventually_sums("/in_flight", 0));
  EXPECT_TRUE(server.eventually_sums("/connections/open", 0));
  EXPECT_GE(server.sum("/requests/finished") + server.sum("/requests/lost"), answered.load());
  EXPECT_EQ(server.sum("/requests/started"),
            server.sum("/requests/finished") + server.sum("/requests/lost"));
  EXPECT_LE(server.sum("/requests/lost"), 8) << "no more than were in flight at two deaths";
}

TEST_P(ServerQueue, OfAKilledWorkerIsKeptForItsSuccessor) {
  ServerUnderTest server(flags({"--workers", "1", "--log-level", "off"}));
  auto blocking = clients_that_sent(server, 1, request_to("/block?ms=60000"));
  ASSERT_TRUE(server.eventually_sums("/in_flight", 1));
  auto waiting = clients_that_sent(server, 10, request_to("/hello"));
  ASSERT_EQ(queued(server), 10);
  kill_worker(server);
  for (auto& client : waiting) {
    EXPECT_EQ(client->reply().value_or(ReceivedReply{}).status, 200) << "reset with its worker";
  }
}

TEST_P(ServerRespawn, ReplacesAKilledAdminProcess) {
  ServerUnderTest server(flags({"--log-level", "off"}));
  const auto killed = server.admin_process();
  kill(killed, SIGKILL);
  EXPECT_EQ(server.get("/hello").status, 200);
  EXPECT_TRUE(eventually([&] { return fetch(server.admin_url("/livez"), 1s).has_value(); }));
  EXPECT_TRUE(server.eventually_sums("/requests/2xx", 1));
  EXPECT_NE(server.admin_process(), killed);
}

TEST_P(ServerRespawn, LeavesNoOrphanWhenTheSupervisorIsKilled) {
  ServerUnderTest server(flags());
  auto clients = clients_that_sent(server, 1, request_to("/block?ms=60000"));
  ASSERT_TRUE(server.eventually_sums("/in_flight", 1));
  server.signal(SIGKILL);
  EXPECT_EQ(server.wait(), 128 + SIGKILL);
  for (const auto& url : {server.url("/"), server.admin_url("/")}) {
    EXPECT_TRUE(eventually([&] {
      return listen_on(*numeric_address(url.host, url.port), 1, PortSharing::kExclusive)
          .has_value();
    })) << "somebody still listens on "
        << url.text();
  }
}

}  // namespace
}  // namespace lab
