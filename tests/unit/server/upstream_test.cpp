// Claims about the connections that a worker keeps to its upstream.
#include "server/work/upstream.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

#include <array>

#include "common/net/poll.hpp"

namespace lab {
namespace {

class UpstreamConnections : public testing::Test {
 protected:
  /// A connection, whose other end `peer` becomes.
  static UniqueFd connected(UniqueFd& peer) {
    std::array<int, 2> ends{};
    EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends.data()), 0);
    peer.reset(ends[1]);
    return UniqueFd(ends[0]);
  }
  /// Nobody holds the connection's other end any more.
  static bool is_over(const UniqueFd& peer) { return !is_quiet(peer.get()); }

  Upstream upstream_{{*numeric_address("127.0.0.1", 1)}, "upstream.test:1"};
  UniqueFd first_, second_, third_;
};

TEST_F(UpstreamConnections, AreNoneAtFirst) { EXPECT_FALSE(upstream_.take()); }

TEST_F(UpstreamConnections, AreTakenOnceTheLastUsedFirst) {
  auto first = connected(first_), second = connected(second_);
  const int older = first.get(), newer = second.get();
  upstream_.put(std::move(first));
  upstream_.put(std::move(second));
  const auto taken = upstream_.take();
  EXPECT_EQ(taken.get(), newer);
  EXPECT_EQ(upstream_.take().get(), older);
  EXPECT_FALSE(upstream_.take());
}

TEST_F(UpstreamConnections, ThatHaveEndedOrSaidSomethingAreNotTaken) {
  auto good = connected(first_), ended = connected(second_), spoke = connected(third_);
  const int expected = good.get();
  upstream_.put(std::move(good));
  upstream_.put(std::move(ended));
  upstream_.put(std::move(spoke));
  second_.reset();
  ASSERT_EQ(send(third_.get(), "?", 1, 0), 1);
  EXPECT_EQ(upstream_.take().get(), expected);
  EXPECT_TRUE(is_over(third_)) << "it was let go of";
}

TEST_F(UpstreamConnections, ThatEndedBelowThoseInUseHoldNoDescriptor) {
  upstream_.put(connected(first_));
  upstream_.put(connected(second_));
  ASSERT_EQ(send(first_.get(), "?", 1, 0), 1);
  EXPECT_FALSE(is_over(first_)) << "nobody has looked yet";
  upstream_.put(connected(third_));
  EXPECT_TRUE(is_over(first_));
  EXPECT_FALSE(is_over(second_));
}

TEST_F(UpstreamConnections, AreNoMoreThanAFewHundred) {
  std::array<UniqueFd, 300> peers;
  for (auto& peer : peers) upstream_.put(connected(peer));
  EXPECT_TRUE(is_over(peers[43])) << "the least recently used go";
  EXPECT_FALSE(is_over(peers[44]));
  int taken = 0;
  while (upstream_.take()) ++taken;
  EXPECT_EQ(taken, 256);
}

TEST(Upstream, IsAskedToWait) {
  const Upstream upstream({*numeric_address("127.0.0.1", 1)}, "upstream.test:1");
  EXPECT_EQ(upstream.request_for({std::chrono::microseconds(2500)}),
            "GET /io?ms=2.5 HTTP/1.1\r\nHost: upstream.test:1\r\n\r\n");
}

}  // namespace
}  // namespace lab
