// Addresses and sockets: the real port is known, IPv6 works, and a busy port is one clear line.
#include "common/net/listener.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include "common/net/poll.hpp"

namespace lab {
namespace {

using namespace std::chrono_literals;

TimePoint soon() { return Clock::now() + 10s; }

SocketAddress loopback(std::uint16_t port = 0) { return *numeric_address("127.0.0.1", port); }

UniqueFd listener() { return *listen_on(loopback(), 16, PortSharing::kExclusive); }

int option(int fd, int level, int name) {
  int value = 0;
  socklen_t length = sizeof value;
  getsockopt(fd, level, name, &value, &length);
  return value;
}

TEST(Address, PrintsHostAndPort) {
  const std::tuple<const char*, std::uint16_t, const char*> table[] = {
      {"127.0.0.1", 8080, "127.0.0.1:8080"},
      {"0.0.0.0", 0, "0.0.0.0:0"},
      {"::1", 65535, "[::1]:65535"},
      {"[::1]", 80, "[::1]:80"},
      {"::", 1, "[::]:1"}};
  for (const auto& [host, port, text] : table) {
    const auto address = numeric_address(host, port);
    ASSERT_TRUE(address) << host;
    EXPECT_EQ(address->text(), text);
    EXPECT_EQ(address->port(), port);
  }
}

TEST(Address, RefusesWhatIsNotNumeric) {
  for (const std::string host :
       {"", "localhost", "127.0.0.1:80", "256.1.1.1", "[]", "[::1", "::g", "a b"}) {
    const auto address = numeric_address(host, 80);
    ASSERT_FALSE(address) << host;
    EXPECT_NE(address.error().text.find("'" + host + "' is not an address to listen on"),
              std::string::npos);
  }
}

TEST(Address, ResolvesNumbersAndNames) {
  const auto numeric = resolve("[::1]", 81);
  ASSERT_TRUE(numeric);
  EXPECT_EQ(numeric->front().text(), "[::1]:81");
  const auto name = resolve("localhost", 82);
  ASSERT_TRUE(name);
  EXPECT_EQ(name->front().port(), 82);
}

TEST(Address, SaysWhichNameIsUnknown) {
  const auto found = resolve("no-such-host.invalid", 80);
  ASSERT_FALSE(found);
  EXPECT_TRUE(found.error().text.starts_with("cannot resolve 'no-such-host.invalid': "))
      << found.error().text;
}

TEST(Listener, OnPortZeroKnowsItsRealPort) {
  const auto socket = listener();
  EXPECT_NE(local_address(socket.get()).port(), 0);
}

TEST(Listener, SaysThatAPortIsTaken) {
  const auto first = listener();
  const auto address = local_address(first.get());
  const auto second = listen_on(address, 16, PortSharing::kExclusive);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().text, "cannot listen on " + address.text() + ": Address already in use");
}

TEST(Listener, SharesAPortWhenBothWant) {
  const auto first = listen_on(loopback(), 16, PortSharing::kReusePort);
  ASSERT_TRUE(first);
  const auto address = local_address(first->get());
  EXPECT_TRUE(listen_on(address, 16, PortSharing::kReusePort));
  EXPECT_FALSE(listen_on(address, 16, PortSharing::kExclusive));
}

TEST(Listener, IsFreeAgainOnceClosed) {
  auto first = listener();
  const auto address = local_address(first.get());
  const auto client = connect_to(address, soon());
  ASSERT_TRUE(client);
  auto accepted = accept_from(first.get());
  accepted.socket.reset();  // this side goes to TIME_WAIT
  first.reset();
  EXPECT_TRUE(listen_on(address, 16, PortSharing::kExclusive));
}

TEST(Listener, HasNothingToAcceptAtFirst) {
  const auto socket = listener();
  const auto accepted = accept_from(socket.get());
  EXPECT_FALSE(accepted.socket);
  EXPECT_EQ(accepted.fault, AcceptFault::kEmpty);
}

TEST(Listener, AcceptsSocketsThatDoNotBlockOrDelay) {
  const auto socket = listener();
  const auto client = connect_to(local_address(socket.get()), soon());
  ASSERT_TRUE(client);
  ASSERT_TRUE(wait_for(socket.get(), POLLIN, soon()));
  const auto accepted = accept_from(socket.get());
  ASSERT_TRUE(accepted.socket);
  EXPECT_EQ(accepted.fault, AcceptFault::kNone);
  char byte = 0;
  EXPECT_EQ(recv(accepted.socket.get(), &byte, 1, 0), -1);
  EXPECT_EQ(errno, EAGAIN);
  EXPECT_NE(option(accepted.socket.get(), IPPROTO_TCP, TCP_NODELAY), 0);
  EXPECT_NE(option(client->get(), IPPROTO_TCP, TCP_NODELAY), 0);
}

TEST(Listener, WorksOverIpv6) {
  const auto socket = listen_on(*numeric_address("::1", 0), 16, PortSharing::kExclusive);
  if (!socket) GTEST_SKIP() << "no IPv6 loopback here: " << socket.error().text;
  const auto address = local_address(socket->get());
  EXPECT_EQ(address.family(), AF_INET6);
  EXPECT_TRUE(connect_to(address, soon()));
}

TEST(Connect, SaysThatNobodyListens) {
  auto gone = listener();
  const auto address = local_address(gone.get());
  gone.reset();
  const auto socket = connect_to(address, soon());
  ASSERT_FALSE(socket);
  EXPECT_EQ(socket.error().text, "cannot connect to " + address.text() + ": Connection refused");
}

TEST(Poll, DoesNotWaitBeyondItsDeadline) {
  const auto socket = listener();
  EXPECT_FALSE(wait_for(socket.get(), POLLIN, Clock::now()));
  EXPECT_FALSE(wait_for(socket.get(), POLLIN, Clock::now() - 1h));
}

TEST(ConnectTo, ReachesAUnixSocket) {
  const auto path = testing::TempDir() + std::to_string(getpid()) + "_listener.sock";
  unlink(path.c_str());
  const auto address = unix_address(path);
  ASSERT_TRUE(address);
  EXPECT_EQ(address->text(), "unix:" + path);
  const auto listener = listen_on(*address, 1, PortSharing::kExclusive);
  ASSERT_TRUE(listener) << listener.error().text;
  EXPECT_TRUE(connect_to(*address, soon()));
  unlink(path.c_str());
}

TEST(ConnectTo, ComesFromTheLocalAddressItWasTold) {
  const auto server = listen_on(*numeric_address("127.0.0.1", 0), 1, PortSharing::kExclusive);
  const Route route{local_address(server->get()), *numeric_address("127.0.0.2", 0)};
  const auto client = connect_to(route, soon());
  ASSERT_TRUE(client) << client.error().text;
  EXPECT_TRUE(local_address(client->get()).text().starts_with("127.0.0.2:"));
}

TEST(UnnamedUnixAddress, BecomesOneOfItsOwnThatCanBeReachedWithoutAFile) {
  const auto first = listen_on(unnamed_unix_address(), 4, PortSharing::kExclusive);
  const auto second = listen_on(unnamed_unix_address(), 4, PortSharing::kExclusive);
  ASSERT_TRUE(first && second);
  const auto address = local_address(first->get());
  EXPECT_THAT(address.text(), testing::MatchesRegex("unix:@[0-9a-f]+"));
  EXPECT_NE(address.text(), local_address(second->get()).text());
  EXPECT_TRUE(connect_to(address, soon()));
  EXPECT_TRUE(accept_from(first->get()).socket);
  EXPECT_FALSE(accept_from(second->get()).socket);
}

TEST(UnixAddress, RefusesAPathThatIsTooLong) {
  EXPECT_FALSE(unix_address(std::string(200, 'x')));
  EXPECT_FALSE(unix_address(""));
}

}  // namespace
}  // namespace lab
