// Claims about the bounds of a server: descriptors, connections, threads, memory, who may hold on.
#include <dirent.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include <fstream>
#include <iostream>
#include <set>

#include "common/machine.hpp"
#include "tests/support/raw_client.hpp"
#include "tests/support/server_under_test.hpp"

namespace lab {
namespace {

using namespace std::chrono_literals;
using End = RawClient::End;

/// `n` connections, each of which has had a reply and is kept.
Clients kept_alive(const ServerUnderTest& server, int n) {
  Clients clients;
  for (int i = 0; i < n; ++i) clients.push_back(std::make_unique<RawClient>(server));
  for (auto& client : clients) EXPECT_TRUE(client->send(request_to("/hello")));
  for (auto& client : clients) EXPECT_EQ(client->reply().value_or(ReceivedReply{}).status, 200);
  return clients;
}

class ServerDescriptors : public EveryModel {};
INSTANTIATE_TEST_SUITE_P(Each, ServerDescriptors, testing::ValuesIn(server_kinds()), kind_name);

/// Takes away, or gives back, the descriptors that every worker has not yet used.
class ScarceDescriptors {
 public:
  explicit ScarceDescriptors(const ServerUnderTest& server) {
    const auto workers = server.workers();
    for (const auto& row : workers) {
      pids_.push_back(static_cast<pid_t>(row.at("pid").as_int64()));
      set_limit(pids_.back(), lowest_free(pids_.back()));
    }
  }
  ~ScarceDescriptors() { give_back(); }
  void give_back() {
    for (const auto pid : pids_) set_limit(pid, 1000);
  }

 private:
  static rlim_t lowest_free(pid_t pid) {
    std::set<rlim_t> used;
    auto* folder = opendir(fmt::format("/proc/{}/fd", pid).c_str());
    while (const auto* entry = readdir(folder)) {
      if (entry->d_name[0] != '.') used.insert(std::stoull(entry->d_name));
    }
    closedir(folder);
    rlim_t free = 0;
    while (used.contains(free)) ++free;
    return free;
  }
  static void set_limit(pid_t pid, rlim_t soft) {
    rlimit limit{};
    prlimit(pid, RLIMIT_NOFILE, nullptr, &limit);
    limit.rlim_cur = soft;
    EXPECT_EQ(prlimit(pid, RLIMIT_NOFILE, &limit, nullptr), 0);
  }
  std::vector<pid_t> pids_;
};

TEST_P(ServerDescriptors, RunOutWithoutHarmAndServiceReturns) {
  const ServerUnderTest server(flags());
  ASSERT_EQ(server.get("/hello").status, 200);
  ASSERT_TRUE(server.eventually_sums("/connections/open", 0));
  ScarceDescriptors scarce(server);
  RawClient waiting(server);
  ASSERT_TRUE(waiting.send(request_to("/hello")));
  ASSERT_TRUE(eventually([&] { return server.sum("/connections/accept_faults") >= 1; }));
  const auto faults = server.sum("/connections/accept_faults");
  const auto began = Clock::now();
  ASSERT_TRUE(eventually([&] { return server.sum("/connections/accept_faults") >= faults + 6; }));
  EXPECT_GE(Clock::now() - began, 100ms) << "it retries at once instead of backing off";
  EXPECT_FALSE(waiting.readable(Duration::zero()));
  scarce.give_back();
  EXPECT_EQ(waiting.reply().value_or(ReceivedReply{}).status, 200) << "it did not recover";
}

TEST_P(ServerDescriptors, ComeBackWhenAConnectionIsClosed) {
  if (kSanitized && is("thread")) GTEST_SKIP() << "UBSan opens a pipe to look at a new thread";
  const ServerUnderTest server(flags({"--workers", "1"}));
  RawClient holder(server);
  ASSERT_EQ(holder.ask("/hello").status, 200);
  ScarceDescriptors scarce(server);
  RawClient waiting(server);
  ASSERT_TRUE(waiting.send(request_to("/hello")));
  ASSERT_TRUE(eventually([&] { return server.sum("/connections/accept_faults") >= 1; }));
  holder.close();
  EXPECT_EQ(waiting.reply().value_or(ReceivedReply{}).status, 200);
}

TEST(ProcessDescriptors, LetAnIdleConnectionGoForTheOneThatComes) {
  const ServerUnderTest server({"--model", "process", "--workers", "1"});
  RawClient idle(server);
  ASSERT_EQ(idle.ask("/hello").status, 200);
  ScarceDescriptors scarce(server);
  const auto cpu = [&] {
    return server.stats().at_pointer("/workers/0/cpu_s").to_number<double>();
  };
  const auto before = cpu();
  RawClient next(server);
  EXPECT_EQ(next.ask("/hello").status, 200);
  EXPECT_EQ(idle.end(), End::kClosed);
  EXPECT_LT(server.sum("/connections/accept_faults"), 100) << "it spun on the listener";
  EXPECT_LT(cpu() - before, 0.5);
}

TEST(ThreadShortage, TurnsConnectionsAwayUntilThereIsRoom) {
  if (kSanitized) GTEST_SKIP() << "sanitizers need all the address space";
  ServerUnderTest server({"--model", "thread", "--log-level", "warn"}, Stderr::kCapture);
  RawClient held(server);
  ASSERT_EQ(held.ask("/hello").status, 200);
  server.allow_memory(2 * 1024 * 1024);  // too little for the stack of a thread
  RawClient first(server), second(server);
  for (auto* client : {&first, &second}) {
    EXPECT_EQ(client->reply().value_or(ReceivedReply{}).status, 503);
    EXPECT_EQ(client->end(), End::kClosed);
  }
  EXPECT_EQ(server.sum("/connections/turned_away"), 2);
  EXPECT_EQ(held.ask("/hello").status, 200) << "those inside are not disturbed";
  server.allow_memory(std::nullopt);
  EXPECT_EQ(server.get("/hello").status, 200) << "service did not return";
  EXPECT_EQ(server.stop(), 0);
  EXPECT_THAT(server.errors(), testing::HasSubstr("address space of this process (ulimit -v)"));
}

class ServerConnectionLimit : public EveryModel {};
INSTANTIATE_TEST_SUITE_P(Each, ServerConnectionLimit,
                         testing::Values(server_kinds()[1], server_kinds()[2]), kind_name);

TEST_P(ServerConnectionLimit, TurnsTheNextAwayWith503AndServesAgainWhenThereIsRoom) {
  const ServerUnderTest server(flags({"--max-connections", "3"}));
  auto clients = kept_alive(server, 3);
  RawClient fourth(server);
  const auto refused = fourth.reply();
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->status, 503);
  EXPECT_FALSE(refused->keep_alive);
  EXPECT_EQ(fourth.end(), End::kClosed);
  EXPECT_EQ(server.sum("/connections/turned_away"), 1);
  EXPECT_EQ(clients[0]->ask("/hello").status, 200) << "those inside are not disturbed";
  clients.pop_back();
  ASSERT_TRUE(server.eventually_sums("/connections/open", 2));
  EXPECT_EQ(server.get("/hello").status, 200);
}

TEST_P(ServerConnectionLimit, HoldsWhenManyComeAtOnce) {
  const ServerUnderTest server(flags({"--max-connections", "3"}));
  Clients crowd;
  for (int i = 0; i < 40; ++i) crowd.push_back(std::make_unique<RawClient>(server));
  ASSERT_TRUE(server.eventually_sums("/connections/turned_away", 37));
  EXPECT_EQ(server.sum("/connections/accepted"), 3);
}

TEST(ServerThreads, AreOneForAsyncUntilItOffloads) {
  if (kHasForeignThreads) GTEST_SKIP() << "the sanitizer runs threads of its own";
  const ServerUnderTest server({"--model", "async", "--pool", "3"});
  const auto clients = kept_alive(server, 20);
  EXPECT_EQ(server.get("/io?ms=1").status, 200);
  EXPECT_EQ(server.get("/cpu?ms=1").status, 200);
  EXPECT_EQ(server.number("/threads"), 1);
  EXPECT_EQ(server.get("/io?ms=1&via=pool").status, 200);
  EXPECT_EQ(server.number("/threads"), 1 + 3);
}

TEST(ServerThreads, AreOneMoreThanConnectionsForThread) {
  if (kHasForeignThreads) GTEST_SKIP() << "the sanitizer runs threads of its own";
  const ServerUnderTest server({"--model", "thread"});
  EXPECT_EQ(server.number("/threads"), 1);
  auto clients = kept_alive(server, 20);
  EXPECT_EQ(server.number("/threads"), 21);
  clients.resize(5);
  EXPECT_TRUE(server.eventually_sums("/threads", 6));
}

TEST(ServerThreads, AreOneAWorkerForProcess) {
  if (kHasForeignThreads) GTEST_SKIP() << "the sanitizer runs threads of its own";
  const ServerUnderTest server({"--model", "process", "--workers", "3"});
  const auto clients = kept_alive(server, 2);
  for (int worker = 0; worker < 3; ++worker) EXPECT_EQ(server.number("/threads", worker), 1);
}

TEST(ProcessKeepAlive, LetsAnIdleConnectionGoWhenAnotherComes) {
  const ServerUnderTest server({"--model", "process", "--workers", "1"});
  RawClient idle(server);
  EXPECT_TRUE(idle.ask("/hello").keep_alive);
  EXPECT_TRUE(idle.ask("/hello").keep_alive) << "alone, it is kept";
  RawClient next(server);
  EXPECT_EQ(next.ask("/hello").status, 200);
  EXPECT_EQ(idle.end(), End::kClosed);
  EXPECT_TRUE(server.eventually_sums("/connections/ended/preempted", 1));
}

/// Whether a client that asks again at once is answered, though another has come meanwhile.
bool answers_at_once_again(const ServerUnderTest& server) {
  RawClient busy(server);
  EXPECT_EQ(busy.ask("/hello").status, 200);
  RawClient next(server);
  if (!busy.send(request_to("/hello"))) return false;
  const auto reply = busy.reply();
  EXPECT_FALSE(reply && reply->keep_alive) << "the other waits";
  EXPECT_EQ(next.ask("/hello").status, 200);
  return reply && reply->status == 200;
}

TEST(ProcessKeepAlive, SparesAClientThatAsksAgainAtOnce) {
  const ServerUnderTest server({"--model", "process", "--workers", "1"});
  constexpr int kRounds = 20;
  int answered = 0;
  for (int round = 0; round < kRounds; ++round) answered += answers_at_once_again(server) ? 1 : 0;
  EXPECT_GT(answered, kRounds / 2);  // not all: this test itself may have been held up
}

TEST(ProcessKeepAlive, LeavesOthersToAWorkerThatIsFree) {
  const ServerUnderTest server({"--model", "process", "--workers", "2"});
  RawClient kept(server);
  EXPECT_TRUE(kept.ask("/hello").keep_alive);
  for (int other = 0; other < 30; ++other) {
    EXPECT_TRUE(RawClient(server).ask("/hello").keep_alive);
    ASSERT_TRUE(server.eventually_sums("/connections/open", 1));
  }
  EXPECT_EQ(server.sum("/connections/ended/preempted"), 0);
  EXPECT_EQ(kept.ask("/hello").status, 200);
}

TEST(ProcessKeepAlive, TakesWhatAFreeWorkerDoesNot) {
  const ServerUnderTest server({"--model", "process", "--workers", "2"});
  RawClient kept(server);
  ASSERT_TRUE(kept.ask("/hello").keep_alive);
  const int free_worker = server.number("/connections/open", 0) == 0 ? 0 : 1;
  const auto stuck = static_cast<pid_t>(server.number("/pid", free_worker));
  kill(stuck, SIGSTOP);
  EXPECT_EQ(RawClient(server).ask("/hello").status, 200);
  EXPECT_EQ(kept.end(), End::kClosed);
  kill(stuck, SIGCONT);
}

TEST(ProcessKeepAlive, SaysCloseWhenOthersWait) {
  const ServerUnderTest server({"--model", "process", "--workers", "1"});
  RawClient first(server);
  ASSERT_TRUE(first.send(request_to("/io?ms=300")));
  ASSERT_TRUE(server.eventually_sums("/in_flight", 1));
  RawClient second(server);
  EXPECT_FALSE(first.reply().value_or(ReceivedReply{}).keep_alive);
  EXPECT_EQ(second.ask("/hello").status, 200);
}

TEST(ProcessKeepAlive, NeverPreemptsAConnectionThatHasNotAskedYet) {
  const ServerUnderTest server({"--model", "process", "--workers", "1"});
  RawClient fresh(server);
  ASSERT_TRUE(server.eventually_sums("/connections/open", 1));
  RawClient next(server);
  ASSERT_TRUE(next.send(request_to("/hello")));
  EXPECT_EQ(fresh.ask("/hello").status, 200);
  EXPECT_EQ(next.reply().value_or(ReceivedReply{}).status, 200);
}

TEST(ProcessKeepAlive, PinsTheWorkerWhenOn) {
  const ServerUnderTest server({"--model", "process", "--workers", "1", "--keep-alive", "on"});
  RawClient pinning(server);
  EXPECT_TRUE(pinning.ask("/hello").keep_alive);
  RawClient next(server);
  ASSERT_TRUE(next.send(request_to("/hello")));
  EXPECT_FALSE(next.readable(300ms)) << "served though the worker is pinned";
  EXPECT_EQ(pinning.ask("/hello").status, 200);
  pinning.close();
  EXPECT_EQ(next.reply().value_or(ReceivedReply{}).status, 200);
}

class ServerKeepAliveOff : public EveryModel {};
INSTANTIATE_TEST_SUITE_P(Each, ServerKeepAliveOff, testing::ValuesIn(server_kinds()), kind_name);

TEST_P(ServerKeepAliveOff, ClosesAfterEveryReply) {
  const ServerUnderTest server(flags({"--keep-alive", "off"}));
  RawClient client(server);
  EXPECT_FALSE(client.ask("/hello").keep_alive);
  EXPECT_EQ(client.end(), End::kClosed);
}

// --- Memory -------------------------------------------------------------------------------------

std::int64_t private_bytes(const ServerUnderTest& server, int connections) {
  std::int64_t bytes = -1;
  EXPECT_TRUE(eventually([&] {  // it is measured once a second
    const auto row = server.stats("?pss=1").at_pointer("/workers/0");
    bytes = row.at("private_bytes").to_number<std::int64_t>();
    return row.at_pointer("/connections/open").to_number<int>() == connections;
  }));
  return bytes;
}

/// Holds that many kept-alive connections, prints what each costs, and expects answers on all.
double bytes_a_connection(const ServerUnderTest& server, int connections) {
  kept_alive(server, 50).clear();  // what is allocated once is not theirs
  EXPECT_TRUE(server.eventually_sums("/connections/open", 0));
  const auto before = private_bytes(server, 0);
  auto clients = kept_alive(server, connections);
  const auto after = private_bytes(server, connections);
  for (auto& client : clients) EXPECT_EQ(client->ask("/hello").status, 200);
  EXPECT_EQ(server.get("/hello").status, 200) << "nor does a new one wait";
  const double each = static_cast<double>(after - before) / connections;
  std::cout << "[   cost   ] " << connections << " connections, " << static_cast<std::int64_t>(each)
            << " bytes each\n";
  testing::Test::RecordProperty("bytes_a_connection", static_cast<int>(each));
  return each;
}

TEST(ServerMemory, HoldsFiveThousandConnectionsInUnder8KiBEachByAsync) {
  if (raise_descriptor_limit() < 5200) GTEST_SKIP() << "too few descriptors allowed here";
  const ServerUnderTest server({"--model", "async"});
  const auto each = bytes_a_connection(server, 5000);
  EXPECT_TRUE(kSanitized || each < 8 * 1024) << each;
}

TEST(ServerMemory, HoldsTwoThousandConnectionsByThread) {
  const int connections = kSanitized ? 200 : 2000;
  const auto needed = static_cast<std::uint64_t>(connections) + 200;
  if (raise_descriptor_limit() < needed) GTEST_SKIP() << "too few descriptors allowed here";
  const ServerUnderTest server({"--model", "thread"});
  const auto each = bytes_a_connection(server, connections);
  EXPECT_TRUE(kSanitized || each > 8 * 1024) << each << ": a thread has a stack";
}

}  // namespace
}  // namespace lab
