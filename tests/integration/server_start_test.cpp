// Claims about starting: the readiness line, busy ports, bad flags, IPv6, workers that die at once.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/net/listener.hpp"
#include "tests/support/raw_client.hpp"
#include "tests/support/server_under_test.hpp"

namespace lab {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;

class ServerStart : public EveryModel {};
INSTANTIATE_TEST_SUITE_P(Each, ServerStart, testing::ValuesIn(server_kinds()), kind_name);

TEST_P(ServerStart, PrintsOneLineThatTellsEverything) {
  const ServerUnderTest server(flags());
  EXPECT_THAT(server.readiness_line(),
              MatchesRegex("listening model=[a-z]+ workers=[12] url=http://127\\.0\\.0\\.1:[0-9]+ "
                           "admin=http://127\\.0\\.0\\.1:[0-9]+ pid=" +
                           std::to_string(server.pid())));
  EXPECT_EQ(server.get_admin("/readyz").status, 200);
  EXPECT_EQ(server.get_admin("/livez").status, 200);
  EXPECT_EQ(server.stats().at("workers_ready"), server.stats().at("workers_wanted"));
}

TEST_P(ServerStart, ReportsABusyPortInOneLine) {
  const auto holder = listen_on(*numeric_address("127.0.0.1", 0), 1, PortSharing::kReusePort);
  ASSERT_TRUE(holder);
  const auto port = std::to_string(local_address(holder->get()).port());
  for (const std::string flag : {"--port", "--admin-port"}) {
    const auto failure = run_in_vain(flags({flag, port}));
    EXPECT_EQ(failure.code, 1);
    failure.expect_one_line(flag + ": cannot listen on 127.0.0.1:" + port);
    EXPECT_THAT(failure.errors, HasSubstr("in use"));
  }
}

TEST_P(ServerStart, ReportsAPortThatAnotherServerServes) {
  const ServerUnderTest first(flags());
  const auto port = std::to_string(first.url("/").port);
  for (const auto& kind : server_kinds()) {
    const auto failure = run_in_vain(flags_of(kind, {"--port", port}));
    EXPECT_EQ(failure.code, 1) << kind.name;
    failure.expect_one_line("in use");
  }
  EXPECT_EQ(first.get("/hello").status, 200);
}

TEST_P(ServerStart, ReportsABadAddressInOneLine) {
  const auto failure = run_in_vain(flags({"--host", "nowhere.invalid"}));
  EXPECT_EQ(failure.code, 1);
  failure.expect_one_line("--host: 'nowhere.invalid' is not an address");
}

TEST_P(ServerStart, RefusesBadUsageWith2) {
  for (const std::vector<std::string>& bad : {std::vector<std::string>{"--bogus"},
                                              {"--workers", "0"},
                                              {"--pool=none"},
                                              {"--header-timeout", "5"},
                                              {"--config", "/nowhere/lab.conf"},
                                              {"surplus"}}) {
    const auto failure = run_in_vain(flags(bad));
    EXPECT_EQ(failure.code, 2) << bad[0];
    failure.expect_one_line("(see server --help)");
  }
}

TEST_P(ServerStart, ServesIpv6) {
  if (!listen_on(*numeric_address("::1", 0), 1, PortSharing::kExclusive)) GTEST_SKIP() << "no IPv6";
  const ServerUnderTest server(flags({"--host", "::1", "--admin-host", "[::1]"}));
  EXPECT_THAT(server.readiness_line(), HasSubstr("url=http://[::1]:"));
  EXPECT_EQ(server.get("/hello").body, "hello\n");
  EXPECT_THAT(server.get("/").body, HasSubstr("curl 'http://[::1]:"));
  EXPECT_EQ(server.get_admin("/readyz").status, 200);
}

TEST_P(ServerStart, ServesBothFamiliesOnTheWildcardAddress) {
  if (!listen_on(*numeric_address("::1", 0), 1, PortSharing::kExclusive)) GTEST_SKIP() << "no IPv6";
  const ServerUnderTest server(flags({"--host", "::"}));
  for (const auto* host : {"127.0.0.1", "::1"}) {
    auto url = server.url("/hello");
    url.host = host;
    const auto fetched = fetch(url, kPatience);
    ASSERT_TRUE(fetched) << fetched.error().text;
    EXPECT_EQ(fetched->reply.body, "hello\n");
  }
}

// Descriptors 0 to 2, the listeners, the hold on SQLite's folder, the supervisor's signals and
// events leave a worker none for a hold on its listener.
TEST_P(ServerStart, GivesUpWhenWorkersDieFiveTimesInARowBeforeTheyAreReady) {
  const int workers = is("process") || is("hybrid") ? 2 : 1;
  const int listeners = (is("hybrid") ? 2 : 1) + 3;  // and those of the admin process and backend
  const int supervisors = 3 + listeners + 1 + 2 + 2 * (workers + 2);
  const auto failure = run_in_vain(flags(), supervisors);
  EXPECT_EQ(failure.code, 1);
  EXPECT_EQ(failure.out, "");
  EXPECT_THAT(failure.errors, HasSubstr("5 times in a row before it was ready: giving up"));
}

}  // namespace
}  // namespace lab
