// Claims about --hang-timeout: a worker that got no further for that long is replaced.
#include <gtest/gtest.h>

#include <memory>
#include <vector>

#include "tests/support/raw_client.hpp"
#include "tests/support/server_under_test.hpp"

namespace lab {
namespace {

using namespace std::chrono_literals;
using End = RawClient::End;

/// One server of every kind with one hung worker each. All wait together, since nobody may set a
/// timeout of a minute or less.
struct HungServer {
  explicit HungServer(const ServerKind& of)
      : kind(of),
        server(flags_of(of, {"--chaos", "--log-level", "off", "--hang-timeout", "70001ms"})),
        victim(server) {
    EXPECT_TRUE(victim.send(request_to("/hang")));
    EXPECT_TRUE(server.eventually_sums("/in_flight", 1));
  }
  ServerKind kind;
  ServerUnderTest server;
  RawClient victim;
};

TEST(ServerHang, IsEndedAfterItsTimeoutUnderEveryModel) {
  if (kSanitized) GTEST_SKIP() << "it waits for a minute and computes nothing";
  std::vector<std::unique_ptr<HungServer>> hung;
  const auto began = Clock::now();
  for (const auto& kind : server_kinds()) hung.push_back(std::make_unique<HungServer>(kind));
  for (auto& one : hung) {
    SCOPED_TRACE(one->kind.name);
    const auto& server = one->server;
    EXPECT_NE(one->victim.end(90s), End::kStillOpen);
    EXPECT_GT(Clock::now() - began, 70s);
    EXPECT_TRUE(server.eventually_sums("/restarts", 1));
    EXPECT_EQ(server.get("/hello").status, 200);
    EXPECT_EQ(server.sum("/requests/lost"), 1);
    EXPECT_EQ(server.sum("/hung"), 1);
  }
}

}  // namespace
}  // namespace lab
