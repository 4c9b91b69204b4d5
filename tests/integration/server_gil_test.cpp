// Claims about --gil: threads of a worker compute one at a time, waits are not affected, and who
// only wants a moment waits for those who compute.
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <numeric>

#include "common/machine.hpp"
#include "common/net/poll.hpp"
#include "tests/support/raw_client.hpp"
#include "tests/support/server_under_test.hpp"

namespace lab {
namespace {

using namespace std::chrono_literals;

using Flags = std::vector<std::string>;

constexpr Duration kInterval = 5ms;  // the server's default
/// Between the requests of a victim: at once, it would take the lock that it has just dropped
/// before anybody else is awake.
constexpr Duration kPause = 20ms;

Flags with_gil(Flags flags) {
  flags.emplace_back("--gil");
  return flags;
}

Clients asking(const ServerUnderTest& server, int n, std::string_view target) {
  Clients clients;
  for (int i = 0; i < n; ++i) {
    clients.push_back(std::make_unique<RawClient>(server));
    EXPECT_TRUE(clients.back()->send(request_to(target)));
  }
  return clients;
}

/// How long `n` requests at once take together, in the best of three attempts: others use this
/// machine too.
Duration time_of(const Flags& flags, int n, std::string_view target) {
  const ServerUnderTest server(flags);
  auto best = Duration::max();
  for (int attempt = 0; attempt < 3; ++attempt) {
    const auto began = Clock::now();
    for (auto& client : asking(server, n, target)) {
      EXPECT_EQ(client->reply().value_or(ReceivedReply{}).status, 200);
    }
    best = std::min(best, Clock::now() - began);
  }
  return best;
}

/// Ascending latencies of /hello on a connection of its own, beside `n` requests that compute.
std::vector<Duration> victims_of(const Flags& flags, int n, std::string_view computing = "") {
  constexpr int kSamples = 40;
  const ServerUnderTest server(flags);
  RawClient victim(server);
  EXPECT_EQ(victim.ask("/hello").status, 200);
  const auto computers = asking(server, n, computing.empty() ? "/cpu?ms=60000" : computing);
  EXPECT_TRUE(server.eventually_sums("/in_flight", n));
  std::vector<Duration> latencies;
  for (int i = 0; i < kSamples; ++i) {
    wait_any({}, Clock::now() + kPause);
    const auto began = Clock::now();
    EXPECT_EQ(victim.ask("/hello").status, 200);
    latencies.push_back(Clock::now() - began);
  }
  std::sort(latencies.begin(), latencies.end());
  return latencies;
}

Duration median(const std::vector<Duration>& sorted) { return sorted[sorted.size() / 2]; }
Duration mean(const std::vector<Duration>& all) {
  return std::accumulate(all.begin(), all.end(), Duration{}) / static_cast<long>(all.size());
}

class ServerGil : public EveryModel {};
INSTANTIATE_TEST_SUITE_P(Each, ServerGil, testing::ValuesIn(server_kinds()), kind_name);

TEST_P(ServerGil, ChangesNoAnswer) {
  const ServerUnderTest server(flags({"--gil"}));
  RawClient client(server);
  for (const auto* target :
       {"/", "/hello", "/io?ms=1", "/io?ms=1&via=pool", "/block?ms=1", "/cpu?ms=1",
        "/cpu?ms=1&via=pool", "/work?do=io:1,cpu:1@pool,block:1,cpu:1", "/bytes?n=100000",
        "/state?n=100", "/state?n=100&via=pool", "/state?scope=shared&n=100",
        "/state?scope=shared&n=100&via=block", "/state?scope=shared&n=100&via=pool"}) {
    EXPECT_EQ(client.ask(target).status, 200) << target;
  }
  EXPECT_EQ(client.ask("/nothing").status, 404);
  EXPECT_EQ(client.ask("/io?ms=x").status, 400);
}

TEST_P(ServerGil, IsFreeAgainWhenItsHolderHasLeft) {
  const ServerUnderTest server(flags({"--gil"}));
  for (const auto* target : {"/cpu?ms=100", "/work?do=cpu:50,io:50", "/cpu?ms=100&via=pool",
                             "/state?scope=shared&n=2000"}) {
    for (auto& client : asking(server, 8, target)) client->close();
  }
  ASSERT_TRUE(server.eventually_sums("/in_flight", 0));
  EXPECT_EQ(server.get("/mix?io=1&cpu=1").status, 200);
}

/// Whether two processes get two cores just now: others may use this machine.
bool two_cores_are_free() {
  return usable_cores() >= 2 &&
         time_of({"--model", "process", "--workers", "2"}, 8, "/cpu?ms=50") < 8 * 50ms / 1.7;
}

/// Eight requests of 50 ms under the lock take as long as on one core, without it far less.
void expect_one_cores_work(const Flags& flags, std::string_view target) {
  const auto free = time_of(flags, 8, target);
  const auto locked = time_of(with_gil(flags), 8, target);
  EXPECT_GE(locked, 0.95 * 8 * 50ms);  // handing it over costs CPU time outside it
  EXPECT_GE(to_ms(locked), 1.5 * to_ms(free));
}

TEST(GilAndCpuWork, ThreadsDoOneCoresWork) {
  if (!two_cores_are_free()) GTEST_SKIP() << "there are no two cores to be had";
  expect_one_cores_work({"--model", "thread"}, "/cpu?ms=50");
}

TEST(GilAndCpuWork, ThePoolOfAnEventLoopDoesOneCoresWork) {
  if (!two_cores_are_free()) GTEST_SKIP() << "there are no two cores to be had";
  expect_one_cores_work({"--model", "async"}, "/cpu?ms=50&via=pool");
}

TEST(GilAndCpuWork, EachProcessHasALockOfItsOwn) {
  if (!two_cores_are_free()) GTEST_SKIP() << "there are no two cores to be had";
  const auto threads = time_of(with_gil({"--model", "thread"}), 8, "/cpu?ms=50");
  const auto processes =
      time_of(with_gil({"--model", "process", "--workers", "2"}), 8, "/cpu?ms=50");
  EXPECT_GE(to_ms(threads), 1.5 * to_ms(processes));
}

TEST(GilAndWaits, WaitsEndTogether) {
  const Flags thread{"--model", "thread"};
  const Flags async{"--model", "async", "--pool", "20"};
  EXPECT_LT(time_of(with_gil(thread), 20, "/io?ms=100"), 300ms);
  EXPECT_LT(time_of(with_gil(thread), 20, "/block?ms=100"), 300ms);
  EXPECT_LT(time_of(with_gil(async), 20, "/io?ms=100"), 300ms);
  EXPECT_LT(time_of(with_gil(async), 20, "/io?ms=100&via=pool"), 300ms);
}

TEST(GilVictims, WaitAnIntervalBesideOneThatComputes) {
  const auto latency = median(victims_of(with_gil({"--model", "thread"}), 1));
  EXPECT_GE(latency, kInterval);
  EXPECT_LT(latency, 3 * kInterval);
}

/// Whether those beside `n` that compute wait for four intervals on average, in one of ten
/// attempts: what else wakes and sleeps on this machine helps them. If their wait did not start
/// over at every switch they would never wait for more than two.
bool victims_suffer(int n) {
  for (int attempt = 0; attempt < 10; ++attempt) {
    if (mean(victims_of(with_gil({"--model", "thread"}), n)) >= 4 * kInterval) return true;
  }
  return false;
}

TEST(GilVictims, WaitFourTimesAsLongBesideTwoAndFourThatCompute) {
  if (kSanitized) GTEST_SKIP() << "a matter of a microsecond";
  if (victims_suffer(2) && victims_suffer(4)) return;
  if (!two_cores_are_free()) GTEST_SKIP() << "there are no two cores to be had";
  FAIL() << "they wait less than four intervals";
}

TEST(GilVictims, HardlyWaitWithoutIt) {
  EXPECT_LT(median(victims_of({"--model", "thread"}, 4)), kInterval);
}

TEST(GilVictims, WaitTheIntervalThatWasSet) {
  const auto flags = with_gil({"--model", "thread", "--gil-interval", "40ms"});
  const auto latency = median(victims_of(flags, 1));
  EXPECT_GE(latency, 40ms);
  EXPECT_LT(latency, 120ms);
}

TEST(GilVictims, AreAnEventLoopsToo) {
  const auto latency =
      median(victims_of(with_gil({"--model", "async"}), 1, "/cpu?ms=60000&via=pool"));
  EXPECT_GE(latency, kInterval);
  EXPECT_LT(latency, 3 * kInterval);
}

}  // namespace
}  // namespace lab
