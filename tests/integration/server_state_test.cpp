// Claims about /state: the worker's own counter, and the one that all workers share and that no
// dead process takes with it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <atomic>
#include <boost/json/parse.hpp>
#include <map>
#include <regex>
#include <thread>

#include "tests/support/raw_client.hpp"
#include "tests/support/server_under_test.hpp"

namespace lab {
namespace {

using namespace std::chrono_literals;

constexpr std::int64_t kAddsEach = 25;

class ServerState : public EveryModel {
 protected:
  bool has_two_workers() const { return is("process") || is("hybrid"); }
};
INSTANTIATE_TEST_SUITE_P(Each, ServerState, testing::ValuesIn(server_kinds()), kind_name);

/// What is known of a counter that is added to by requests of which some fail.
struct Bounds {
  std::int64_t least = 0;
  std::int64_t most = 0;
};

std::int64_t number_of(const ReceivedReply& reply, const char* name) {
  return boost::json::parse(reply.body).at(name).to_number<std::int64_t>();
}

std::int64_t shared_value(const ServerUnderTest& server) {
  return number_of(server.get("/state?scope=shared&n=0"), "value");
}

/// Adds kAddsEach once and keeps account of what is sure to count and what may.
Bounds add_once(const ServerUnderTest& server, std::string_view via) {
  const auto target = fmt::format("/state?scope=shared&n={}&via={}", kAddsEach, via);
  const auto got = fetch(server.url(target), kPatience);
  if (!got) return {0, kAddsEach};
  const auto& reply = got->reply;
  if (reply.status == 200) {
    EXPECT_EQ(number_of(reply, "added"), kAddsEach);
    return {kAddsEach, kAddsEach};
  }
  EXPECT_EQ(reply.status, 503) << reply.body;
  std::smatch found;
  static const std::regex kDone(": ([0-9]+) of 25 adds are done, and at most one more\n");
  EXPECT_TRUE(std::regex_search(reply.body, found, kDone)) << reply.body;
  const auto done = found.empty() ? 0 : std::stoll(found[1]);
  return {done, done + 1};
}

/// Clients that add without a pause, each in another way, until they are stopped.
class Load {
 public:
  explicit Load(const ServerUnderTest& server) {
    for (const auto* via : {"await", "block", "pool", "await", "block", "pool"}) {
      clients_.emplace_back([this, &server, via](const std::stop_token& stop) {
        while (!stop.stop_requested()) {
          const auto added = add_once(server, via);
          least_ += added.least;
          most_ += added.most;
        }
      });
    }
  }
  /// Returns when that many more adds have counted.
  bool has_added(std::int64_t more) const {
    const auto enough = least_ + more;
    return eventually([&] { return least_ >= enough; });
  }
  Bounds stop() {
    clients_.clear();
    return {least_, most_};
  }

 private:
  std::atomic<std::int64_t> least_{0}, most_{0};
  std::vector<std::jthread> clients_;
};

void expect_within(std::int64_t value, const Bounds& bounds) {
  EXPECT_GE(value, bounds.least);
  EXPECT_LE(value, bounds.most);
}

/// SIGKILL to the admin process; returns when there is another and it answers.
void replace_admin(const ServerUnderTest& server) {
  const auto old = server.admin_process();
  kill(old, SIGKILL);
  const auto another = [&] {
    return fetch(server.admin_url("/stats"), 1s) && server.admin_process() != old;
  };
  EXPECT_TRUE(eventually(another));
}

TEST_P(ServerState, TellsScopeValueAndHowManyWereAdded) {
  const ServerUnderTest server(flags());
  const bool loop = is("async") || is("hybrid");
  const auto shared = boost::json::parse(server.get("/state?scope=shared&n=3").body);
  EXPECT_EQ(shared.at("scope"), "shared");
  EXPECT_EQ(shared.at("value"), 3);
  EXPECT_EQ(shared.at("added"), 3);
  EXPECT_EQ(shared.at_pointer("/steps/0/work"), "state");
  EXPECT_EQ(shared.at_pointer("/steps/0/ran"), loop ? "await" : "block");
  const auto local = boost::json::parse(server.get("/state").body);
  EXPECT_EQ(local.at("scope"), "local");
  EXPECT_EQ(local.at("value"), 1);
  EXPECT_EQ(local.at("added"), 1);
  EXPECT_EQ(local.at_pointer("/steps/0/ran"), "block");
}

TEST_P(ServerState, SharedAddsUpExactlyOverManyClientsAndWorkers) {
  const ServerUnderTest server(flags());
  Load load(server);
  EXPECT_TRUE(load.has_added(2000));
  EXPECT_EQ(server.get_admin("/livez").status, 200);
  const auto bounds = load.stop();
  EXPECT_EQ(bounds.least, bounds.most) << "some failed";
  EXPECT_EQ(shared_value(server), bounds.least);
}

TEST_P(ServerState, LocalCountsApartInEachWorkerAndTogetherInItsThreads) {
  const ServerUnderTest server(flags({"--keep-alive", "off"}));
  std::map<std::int64_t, std::int64_t> requests;  // by process
  const auto workers_seen = has_two_workers() ? 2u : 1u;
  ASSERT_TRUE(eventually([&] {
    const auto reply = server.get("/state?n=5");
    const auto pid = number_of(reply, "pid");
    EXPECT_EQ(number_of(reply, "value"), 5 * ++requests[pid]) << "of process " << pid;
    return requests.size() == workers_seen && requests.begin()->second >= 10;
  }));
}

TEST_P(ServerState, LocalDiesWithItsWorkerAndSharedDoesNot) {
  const ServerUnderTest server(flags({"--workers", "1", "--log-level", "off"}));
  EXPECT_EQ(number_of(server.get("/state?n=7"), "value"), 7);
  EXPECT_EQ(number_of(server.get("/state?scope=shared&n=7"), "value"), 7);
  kill(static_cast<pid_t>(server.number("/pid")), SIGKILL);
  ASSERT_TRUE(server.eventually_sums("/restarts", 1));
  EXPECT_EQ(number_of(server.get("/state?n=1"), "value"), 1);
  EXPECT_EQ(number_of(server.get("/state?scope=shared&n=1"), "value"), 8);
}

TEST_P(ServerState, SharedAddsUpWhenWorkersAreKilled) {
  const ServerUnderTest server(flags({"--log-level", "off"}));
  Load load(server);
  for (int life = 1; life <= 2; ++life) {
    ASSERT_TRUE(load.has_added(500));
    kill(static_cast<pid_t>(server.number("/pid")), SIGKILL);
    ASSERT_TRUE(eventually([&] { return server.number("/restarts") == life; }));
  }
  ASSERT_TRUE(load.has_added(500)) << "service did not return";
  const auto bounds = load.stop();
  expect_within(shared_value(server), bounds);
}

TEST_P(ServerState, SharedAddsUpWhenTheAdminProcessIsKilled) {
  const ServerUnderTest server(flags({"--log-level", "off"}));
  Load load(server);
  for (int life = 1; life <= 2; ++life) {
    ASSERT_TRUE(load.has_added(500));
    replace_admin(server);
  }
  ASSERT_TRUE(load.has_added(500)) << "service did not return";
  const auto bounds = load.stop();
  expect_within(shared_value(server), bounds);
  EXPECT_EQ(server.sum("/restarts"), 0) << "no worker was affected";
}

TEST_P(ServerState, IsThereForWhoComesWhileTheAdminProcessIsReplaced) {
  const ServerUnderTest server(flags({"--log-level", "off"}));
  kill(server.admin_process(), SIGKILL);
  EXPECT_EQ(server.get("/state?scope=shared&n=5").status, 200);
}

TEST_P(ServerState, SaysInTimeThatTheAdminProcessHangsAndRecovers) {
  const ServerUnderTest server(flags({"--workers", "1", "--log-level", "off"}));
  const auto admin = server.admin_process();
  const auto worker = server.number("/pid");
  ASSERT_EQ(server.get("/state?scope=shared&n=5").status, 200);
  const auto before = descriptors_of(worker);
  kill(admin, SIGSTOP);
  std::vector<RawClient> clients;
  for (const auto* via : {"await", "block", "pool"}) {
    clients.emplace_back(server);
    ASSERT_TRUE(clients.back().send(request_to(fmt::format("/state?scope=shared&n=5&via={}", via),
                                               "GET", "Connection: close\r\n")));
  }
  for (auto& client : clients) {
    const auto reply = client.reply().value_or(ReceivedReply{});
    EXPECT_EQ(reply.status, 504);
    EXPECT_EQ(reply.body,
              "the admin process, which keeps the shared counter, does not answer: 0 of 5 adds are "
              "done, and at most one more\n");
  }
  EXPECT_EQ(server.get("/state?n=5").status, 200) << "the worker's own needs nobody";
  kill(admin, SIGCONT);
  expect_within(number_of(server.get("/state?scope=shared&n=5"), "value"), {10, 13});
  EXPECT_TRUE(eventually([&] { return descriptors_of(worker) <= before; })) << "some have leaked";
}

TEST_P(ServerState, IsReachedDuringADrain) {
  ServerUnderTest server(flags());
  RawClient client(server);
  ASSERT_TRUE(client.send(request_to("/state?scope=shared&n=20000")));
  ASSERT_TRUE(server.eventually_sums("/in_flight", 1));
  server.signal(SIGTERM);
  const auto reply = client.reply();
  ASSERT_TRUE(reply);
  EXPECT_EQ(number_of(*reply, "value"), 20'000);
  EXPECT_EQ(server.wait(), 0);
}

TEST_P(ServerState, IsReachedDuringADrainInWhichTheAdminProcessWasKilled) {
  ServerUnderTest server(flags({"--log-level", "off", "--drain-timeout", "60s"}));
  RawClient client(server);
  const auto admin = server.admin_process();
  ASSERT_TRUE(client.send(request_to("/io?ms=500") + request_to("/state?scope=shared&n=5")));
  ASSERT_TRUE(server.eventually_sums("/in_flight", 1));
  server.signal(SIGTERM);
  ASSERT_TRUE(eventually([&] { return server.get_admin("/readyz").status == 503; }));
  kill(admin, SIGKILL);
  EXPECT_EQ(client.reply().value_or(ReceivedReply{}).status, 200);
  const auto reply = client.reply();
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->status, 200) << reply->body;
  EXPECT_EQ(server.wait(), 0);
}

}  // namespace
}  // namespace lab
