// Addresses as text and as hosts.
#include "common/net/address.hpp"

#include <gtest/gtest.h>

namespace lab {
namespace {

SocketAddress address(const char* host, std::uint16_t port) { return *numeric_address(host, port); }

TEST(SameHost, LooksAtTheHostAlone) {
  EXPECT_TRUE(same_host(address("10.0.0.1", 80), address("10.0.0.1", 4711)));
  EXPECT_FALSE(same_host(address("10.0.0.1", 80), address("10.0.0.2", 80)));
  EXPECT_TRUE(same_host(address("::1", 80), address("::1", 81)));
  EXPECT_FALSE(same_host(address("::1", 80), address("fe80::1", 80)));
  EXPECT_FALSE(same_host(address("::1", 80), address("127.0.0.1", 80)));
}

TEST(SameHost, IsTheWholeLoopbackNetwork) {
  EXPECT_TRUE(same_host(address("127.0.0.1", 80), address("127.0.0.2", 80)));
}

}  // namespace
}  // namespace lab
