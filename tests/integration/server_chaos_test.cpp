// Claims about --chaos: who is harmed, who is not, and how the server comes back.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <boost/json/parse.hpp>
#include <map>

#include "tests/support/raw_client.hpp"
#include "tests/support/server_under_test.hpp"

namespace lab {
namespace {

using namespace std::chrono_literals;
using End = RawClient::End;
using testing::HasSubstr;

class ServerChaos : public EveryModel {
 protected:
  std::vector<std::string> chaos(const std::vector<std::string>& more = {}) const {
    auto all = flags(more);
    for (const auto* flag : {"--chaos", "--log-level", "off", "--keep-alive", "on"}) {
      all.emplace_back(flag);
    }
    return all;
  }
  int workers() const { return is("process") || is("hybrid") ? 2 : 1; }
};
INSTANTIATE_TEST_SUITE_P(Each, ServerChaos, testing::ValuesIn(server_kinds()), kind_name);

int slot_of(const ReceivedReply& reply) { return std::stoi(reply.worker); }

/// A kept-alive connection to each worker, by its slot.
std::map<int, RawClient> client_of_each(const ServerUnderTest& server, int workers) {
  std::map<int, RawClient> clients;
  EXPECT_TRUE(eventually([&] {
    RawClient client(server);
    const int slot = slot_of(client.ask("/hello"));
    clients.emplace(slot, std::move(client));
    return static_cast<int>(clients.size()) == workers;
  }));
  return clients;
}

TEST_P(ServerChaos, IsRefusedWithAHintUnlessAllowed) {
  const ServerUnderTest server(flags());
  for (const auto* target : {"/crash", "/hang", "/leak", "/leak?kb=1"}) {
    for (const auto method : {Method::kGet, Method::kHead}) {
      EXPECT_EQ(server.get(target, method).status, 403) << target;
    }
    EXPECT_THAT(server.get(target).body, HasSubstr("start the server with --chaos"));
  }
  EXPECT_EQ(server.sum("/generation"), 0);
}

TEST_P(ServerChaos, CrashEndsItsWorkerAloneWhichComesBack) {
  const ServerUnderTest server(chaos());
  auto clients = client_of_each(server, workers());
  const auto before = server.workers();
  auto& other = clients.rbegin()->second;
  const int others_slot = clients.rbegin()->first;
  if (workers() > 1) {
    ASSERT_TRUE(other.send(request_to("/io?ms=300")));
    ASSERT_TRUE(server.eventually_sums("/in_flight", 1));
  }
  auto& doomed = clients.at(0);
  ASSERT_TRUE(doomed.send(request_to("/crash")));
  EXPECT_FALSE(doomed.reply()) << "it was answered";
  if (workers() > 1) {
    EXPECT_EQ(other.reply().value_or(ReceivedReply{}).status, 200);
  }
  ASSERT_TRUE(eventually([&] { return server.number("/restarts") == 1; }));
  const auto after = server.workers();
  EXPECT_EQ(server.stats().at("restarts"), 1);
  EXPECT_EQ(after[0].at("last_end"), "was killed by signal 6 (Aborted)");
  EXPECT_GE(after[0].at("last_restart_ms").to_number<double>(), 100) << "its pause alone is 100";
  EXPECT_NE(after[0].at("pid"), before[0].at("pid"));
  EXPECT_EQ(server.number("/requests/lost"), 1);
  if (workers() > 1) {
    const auto& row = after[static_cast<std::size_t>(others_slot)];
    EXPECT_EQ(row.at("pid"), before[static_cast<std::size_t>(others_slot)].at("pid"));
    EXPECT_FALSE(row.as_object().contains("last_end"));
  }
  EXPECT_EQ(server.get("/hello").status, 200);
}

/// Of the models whose workers serve several at once.
class SharedWorker : public ServerChaos {};
INSTANTIATE_TEST_SUITE_P(Each, SharedWorker, testing::ValuesIn(kinds_with_many_requests()),
                         kind_name);

TEST_P(SharedWorker, TakesWhatItServedWithItInACrash) {
  const ServerUnderTest server(chaos({"--workers", "1"}));
  RawClient victim(server);
  ASSERT_TRUE(victim.send(request_to("/io?ms=60000")));
  ASSERT_TRUE(server.eventually_sums("/in_flight", 1));
  RawClient doomed(server);
  ASSERT_TRUE(doomed.send(request_to("/crash")));
  EXPECT_NE(victim.end(), End::kStillOpen);
  EXPECT_TRUE(server.eventually_sums("/requests/lost", 2));
}

TEST_P(ServerChaos, HangHoldsItsThreadAndOthersAreServed) {
  const ServerUnderTest server(chaos());
  auto clients = client_of_each(server, workers());
  RawClient another(server);
  auto& hung = clients.at(0);
  auto& other = workers() > 1 ? clients.at(1) : another;
  ASSERT_TRUE(hung.send(request_to("/hang")));
  ASSERT_TRUE(server.eventually_sums("/in_flight", 1));
  if (is("async")) {
    const auto lag = [&] {
      return server.stats().at_pointer("/workers/0/loop/lag_now_ms").to_number<double>();
    };
    EXPECT_TRUE(eventually([&] { return lag() >= 500; })) << "the loop goes on";
  } else {
    EXPECT_EQ(other.ask("/hello").status, 200);
  }
  EXPECT_FALSE(hung.readable(Duration::zero()));
  EXPECT_EQ(server.sum("/generation"), 0) << "nobody ends it";
}

TEST_P(ServerChaos, HangIsEndedByTheSecondSignal) {
  ServerUnderTest server(chaos({"--drain-timeout", "600s"}));
  RawClient hung(server);
  ASSERT_TRUE(hung.send(request_to("/hang")));
  ASSERT_TRUE(server.eventually_sums("/in_flight", 1));
  server.signal(SIGTERM);
  ASSERT_TRUE(eventually([&] { return server.get_admin("/readyz").status == 503; }));
  EXPECT_FALSE(server.wait(Duration::zero()));
  server.signal(SIGTERM);
  EXPECT_EQ(server.wait(), 1) << "a request was given up";
  EXPECT_NE(hung.end(), End::kStillOpen);
}

TEST_P(ServerChaos, HangIsEndedByTheDrainTimeout) {
  ServerUnderTest server(chaos({"--drain-timeout", "300ms"}));
  RawClient hung(server);
  ASSERT_TRUE(hung.send(request_to("/hang")));
  ASSERT_TRUE(server.eventually_sums("/in_flight", 1));
  EXPECT_EQ(server.stop(), 1);
}

TEST_P(ServerChaos, HangOfAKilledWorkerIsOverWithIt) {
  const ServerUnderTest server(chaos({"--workers", "1"}));
  RawClient hung(server);
  ASSERT_TRUE(hung.send(request_to("/hang")));
  ASSERT_TRUE(server.eventually_sums("/in_flight", 1));
  kill(static_cast<pid_t>(server.number("/pid")), SIGKILL);
  ASSERT_TRUE(server.eventually_sums("/restarts", 1));
  EXPECT_EQ(server.get("/hello").status, 200);
}

TEST_P(ServerChaos, LeakTakesTheMemoryItSays) {
  constexpr std::int64_t kBytes = 16 * 1024 * 1024;
  const ServerUnderTest server(chaos({"--workers", "1"}));
  ASSERT_EQ(server.get("/leak?kb=0").status, 200);  // so that what this takes is there
  const auto private_bytes = [&] {
    return server.stats("?pss=1").at_pointer("/workers/0/private_bytes").to_number<std::int64_t>();
  };
  const auto before = private_bytes();
  for (std::int64_t times = 1; times <= 2; ++times) {
    const auto body = boost::json::parse(server.get("/leak?kb=8192").body);
    EXPECT_EQ(body.at("leaked_bytes"), kBytes / 2);
    EXPECT_EQ(body.at("leaked_bytes_total"), times * kBytes / 2);
  }
  if (kSanitized) return;
  // Memory is not read again within a second.
  EXPECT_TRUE(eventually([&] { return private_bytes() >= before + kBytes; }));
  EXPECT_LT(private_bytes(), before + kBytes + kBytes / 8);
}

TEST_P(ServerChaos, HandlersThatThrowCostTheirRequestAlone) {
  if (kSanitized) GTEST_SKIP() << "sanitizers need all the address space";
  const ServerUnderTest server(chaos({"--workers", "1"}));
  RawClient client(server);
  ASSERT_EQ(client.ask("/hello").status, 200);
  server.allow_memory(8 * 1024 * 1024);
  for (int i = 0; i < 3; ++i) {
    const auto failed = client.ask("/leak?kb=65536");  // there is no memory for it
    EXPECT_EQ(failed.status, 500);
    EXPECT_EQ(failed.body, "the server failed at this request\n");
    EXPECT_EQ(client.ask("/hello").status, 200) << "on the same connection";
  }
  EXPECT_TRUE(server.eventually_sums("/requests/5xx", 3));
  EXPECT_EQ(server.sum("/generation"), 0) << "the worker lives";
}

}  // namespace
}  // namespace lab
