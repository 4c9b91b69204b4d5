// Claims about many thousand connections: async answers as if they were few, thread holds them or
// says what stops it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

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

/// The element that `share` of them are smaller than.
Duration quantile(std::vector<Duration> values, double share) {
  const auto rank = static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size()));
  std::nth_element(values.begin(), values.begin() + rank, values.end());
  return *(values.begin() + rank);
}

/// The 99th percentile of what `client` waits for /hello.
Duration hello_p99(RawClient& client) {
  constexpr int kRequests = 500;
  const auto request = request_to("/hello");
  std::vector<Duration> waits;
  for (int i = 0; i < kRequests; ++i) {
    const auto asked = Clock::now();
    EXPECT_TRUE(client.send(request) && client.drop(4096));
    waits.push_back(Clock::now() - asked);
  }
  return quantile(waits, 0.99);
}

TEST(ServerScale, AsyncAnswersBesideFifteenThousandConnectionsAsBesideTen) {
  constexpr std::int64_t kMany = kSanitized ? 1'500 : 15'000, kFew = 10;
  constexpr int kWindows = 31;
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

  RawClient beside_many(full_server), beside_few(calm_server);
  std::vector<Duration> full, calm;
  for (int i = 0; i < kWindows; ++i) {  // in turns, so that a disturbance meets both
    calm.push_back(hello_p99(beside_few));
    full.push_back(hello_p99(beside_many));
  }
  const auto beside_ten = quantile(calm, 0.5), beside_all = quantile(full, 0.5);
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
