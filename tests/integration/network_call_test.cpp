// Claims about calls to an upstream: one that never pauses, and one of several addresses.
#include <gtest/gtest.h>
#include <sys/socket.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "common/net/address.hpp"
#include "common/net/listener.hpp"
#include "common/net/poll.hpp"
#include "common/net/unique_fd.hpp"
#include "server/work/network.hpp"
#include "tests/support/fault_server.hpp"

namespace lab {
namespace {

using namespace std::chrono_literals;

/// Answers its one connection with a body that has no end.
class EndlessUpstream {
 public:
  EndlessUpstream() : thread_([this] { run(); }) {}
  ~EndlessUpstream() {
    shutdown(listener_.get(), SHUT_RDWR);
    thread_.join();
  }
  EndlessUpstream(const EndlessUpstream&) = delete;
  EndlessUpstream& operator=(const EndlessUpstream&) = delete;

  SocketAddress address() const { return local_address(listener_.get()); }

 private:
  void run() const {
    if (!wait_for(listener_.get(), POLLIN, Clock::now() + 20s)) return;
    const UniqueFd peer(accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
    std::string next = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    const auto chunk = "40000\r\n" + std::string(0x40000, 'x') + "\r\n";
    while (send(peer.get(), next.data(), next.size(), MSG_NOSIGNAL) > 0) next = chunk;
  }

  UniqueFd listener_ =
      std::move(*listen_on(*numeric_address("127.0.0.1", 0), 5, PortSharing::kExclusive));
  std::thread thread_;  // the last: it uses the listener
};

NetworkResult blocked_call(std::vector<SocketAddress> addresses) {
  Upstream upstream(std::move(addresses), "upstream.test");
  return block(Network{0ms}, upstream, nullptr);
}

NetworkResult awaited_call(std::vector<SocketAddress> addresses) {
  Upstream upstream(std::move(addresses), "upstream.test");
  boost::asio::io_context io{1};
  const LoopExecutor loop = io.get_executor();
  NetworkResult result;
  auto task = [&]() -> Task<> {
    auto awaited = co_await await(Network{0ms}, upstream, loop, nullptr);
    result = awaited;
  };
  boost::asio::co_spawn(io, task(), boost::asio::detached);
  io.run();
  return result;
}

// Both at once, since each takes the patience that a call has with its upstream.
TEST(NetworkDeadline, IsKeptWithAnUpstreamThatNeverPauses) {
  const EndlessUpstream first, second;
  NetworkResult blocked;
  std::thread other([&] { blocked = blocked_call({first.address()}); });
  const auto awaited = awaited_call({second.address()});
  other.join();
  EXPECT_EQ(blocked.error, boost::system::errc::timed_out) << blocked.error.message();
  EXPECT_EQ(awaited.error, boost::system::errc::timed_out) << awaited.error.message();
}

const SocketAddress kNobody = *numeric_address("127.0.0.1", 1);

TEST(NetworkAddresses, AreTriedOneAfterAnotherUntilOneTakesTheCall) {
  const FaultServer upstream({.as = "/ok"});
  const std::vector<SocketAddress> addresses{kNobody,
                                             *numeric_address("127.0.0.1", upstream.port())};
  for (const auto call : {blocked_call, awaited_call}) {
    const auto result = call(addresses);
    EXPECT_FALSE(result.error) << result.error.message();
    EXPECT_EQ(result.status, 200);
    EXPECT_EQ(result.attempts, 1);
  }
}

TEST(NetworkAddresses, ThatAllRefuseGiveTheErrorOfTheLast) {
  for (const auto call : {blocked_call, awaited_call}) {
    EXPECT_EQ(call({kNobody, kNobody}).error, boost::system::errc::connection_refused);
  }
}

}  // namespace
}  // namespace lab
