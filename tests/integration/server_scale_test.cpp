// Claims about many thousand connections: async answers as if they were few, thread holds them or
// says what stops it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sched.h>

#include <algorithm>
#include <iostream>

#include "common/machine.hpp"
#include "common/units.hpp"
#include "loadgen/lab/crowd.hpp"
#include "loadgen/lab/memory_gauge.hpp"
#include "tests/support/raw_client.hpp"
#include "tests/support/server_under_test.hpp"

namespace lab {
namespace {

using namespace std::chrono_literals;

constexpr Duration kTimeToSettle = 60s;

bool always() { return true; }

/// How many connections a process here may hold, beside what else it has open.
std::int64_t most_connections() {
  constexpr std::int64_t kElse = 300, kMost = 1'000'000;  // the limit may be "unlimited"
  return static_cast<std::int64_t>(std::min<std::uint64_t>(raise_descriptor_limit(), kMost)) -
         kElse;
}

/// Kept-alive connections to a server, each of which had a reply, and what they cost it.
class KeptAlive {
 public:
  explicit KeptAlive(const ServerUnderTest& server)
      : crowd_(server.url("/"), always), gauge_(server.admin_url("/"), always) {}

  /// A problem when not all of them are served.
  Result<void> settle(std::int64_t connections) {
    auto first = crowd_.settle(1, "/hello", Clock::now() + kTimeToSettle);
    if (!first) return first;
    before_ = memory();
    return crowd_.settle(static_cast<std::size_t>(connections) - 1, "/hello",
                         Clock::now() + kTimeToSettle);
  }

  std::size_t count() const { return crowd_.good(); }
  void leave() { crowd_.clients().clear(); }

  void print_cost() {
    const auto each = (memory() - before_) / static_cast<double>(count() - 1);
    std::cout << "[   cost   ] " << count() << " connections, " << static_cast<std::int64_t>(each)
              << " bytes each\n";
    testing::Test::RecordProperty("bytes_a_connection", static_cast<int>(each));
  }

 private:
  /// Of the worker, its page tables included.
  double memory() {
    const auto sample = gauge_.read();
    EXPECT_TRUE(sample) << (sample ? "" : sample.error().text);
    return sample ? static_cast<double>(sample->private_memory + sample->page_tables) : 0;
  }

  Crowd crowd_;
  MemoryGauge gauge_;
  double before_ = 0;
};

std::vector<int> cores_of_ours() {
  cpu_set_t set;
  sched_getaffinity(0, sizeof set, &set);
  std::vector<int> cores;
  for (int core = 0; core < CPU_SETSIZE; ++core) {
    if (CPU_ISSET(core, &set)) cores.push_back(core);
  }
  return cores;
}

void pin(pid_t process, int core) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(core, &set);
  EXPECT_EQ(sched_setaffinity(process, sizeof set, &set), 0);
}

/// While it lives, both servers are on one core and we on another, where there are two: else it is
/// the scheduler's choice of cores that is measured.
class PinnedApart {
 public:
  PinnedApart(const ServerUnderTest& one, const ServerUnderTest& other) {
    sched_getaffinity(0, sizeof before_, &before_);
    const auto cores = cores_of_ours();
    pin(0, cores.front());
    for (const auto* server : {&one, &other}) {
      pin(static_cast<pid_t>(server->number("/pid")), cores.back());
    }
  }
  ~PinnedApart() { sched_setaffinity(0, sizeof before_, &before_); }
  PinnedApart(const PinnedApart&) = delete;
  PinnedApart& operator=(const PinnedApart&) = delete;

 private:
  cpu_set_t before_;
};

Duration p99(std::vector<Duration> waits) {
  const auto rank = static_cast<std::ptrdiff_t>(waits.size() * 99 / 100);
  std::nth_element(waits.begin(), waits.begin() + rank, waits.end());
  return *(waits.begin() + rank);
}

/// Adds what `client` waits for each of a hundred /hello.
void ask_hello(RawClient& client, std::vector<Duration>& waits) {
  const auto request = request_to("/hello");
  for (int i = 0; i < 100; ++i) {
    const auto asked = Clock::now();
    EXPECT_TRUE(client.send(request) && client.drop(4096));
    waits.push_back(Clock::now() - asked);
  }
}

TEST(ServerScale, AsyncAnswersBesideFifteenThousandConnectionsAsBesideTen) {
  constexpr std::int64_t kMany = kSanitized ? 1'500 : 15'000, kFew = 10;
  constexpr int kTurns = 150;
  constexpr double kMostTimes = 3;
  if (const auto most = most_connections(); most < kMany) {
    GTEST_SKIP() << "the limit of open files (ulimit -Hn) leaves room for " << most
                 << " connections, not for " << kMany;
  }
  const std::vector<std::string> flags{"--model", "async",          "--max-connections",
                                       "20000",   "--idle-timeout", "10m"};
  const ServerUnderTest full_server(flags), calm_server(flags);
  KeptAlive many(full_server), few(calm_server);
  const auto settled = many.settle(kMany);
  ASSERT_TRUE(settled) << settled.error().text;
  ASSERT_TRUE(few.settle(kFew));
  many.print_cost();

  const PinnedApart pinned(full_server, calm_server);
  RawClient beside_many(full_server), beside_few(calm_server);
  std::vector<Duration> full, calm;
  for (int i = 0; i < kTurns; ++i) {  // so that a disturbance meets both
    ask_hello(beside_few, calm);
    ask_hello(beside_many, full);
  }
  const auto beside_ten = p99(calm), beside_all = p99(full);
  const auto times = to_seconds(beside_all) / to_seconds(beside_ten);
  std::cout << "[   p99    ] " << format_duration(beside_ten) << " beside " << kFew
            << " connections, " << format_duration(beside_all) << " beside " << kMany
            << fmt::format(": {:.2f} times\n", times);
  EXPECT_TRUE(kSanitized || times <= kMostTimes) << times;
  EXPECT_EQ(full_server.sum("/connections/open"), kMany + 1);
}

TEST(ServerScale, ThreadHoldsTenThousandConnectionsOrSaysWhichLimitStopsIt) {
  constexpr std::int64_t kMany = kSanitized ? 500 : 10'000;
  if (const auto most = most_connections(); most < kMany) {
    GTEST_SKIP() << "the limit of open files (ulimit -Hn) leaves room for " << most
                 << " connections, not for " << kMany;
  }
  ServerUnderTest server({"--model", "thread", "--max-connections", "20000", "--idle-timeout",
                          "10m", "--log-level", "warn"},
                         Stderr::kCapture);
  KeptAlive many(server);
  const auto settled = many.settle(kMany);
  if (settled) {
    many.print_cost();
    EXPECT_TRUE(kHasForeignThreads || server.number("/threads") == kMany + 1);
  }
  many.leave();
  ASSERT_TRUE(server.eventually_sums("/connections/open", 0));
  EXPECT_EQ(server.get("/hello").status, 200) << "service did not return";
  EXPECT_EQ(server.stop(), 0);
  if (settled) return;
  const auto said = server.errors();
  std::cout << "[  limit   ] " << settled.error().text << '\n' << said;
  EXPECT_THAT(said, testing::HasSubstr("no thread for a connection"));
  EXPECT_THAT(said, testing::HasSubstr("the nearest limit: "));
}

}  // namespace
}  // namespace lab
