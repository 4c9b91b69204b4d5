// Claims about /io/network: the embedded backend through all that happens to a server, and what
// becomes of calls to an upstream that fails.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <array>
#include <boost/json/parse.hpp>

#include "tests/support/fault_server.hpp"
#include "tests/support/raw_client.hpp"
#include "tests/support/server_under_test.hpp"

namespace lab {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

constexpr Duration kCallDeadline = 5s;  // of a call that asks its upstream for no wait

class ServerBackend : public EveryModel {};
INSTANTIATE_TEST_SUITE_P(Each, ServerBackend, testing::ValuesIn(server_kinds()), kind_name);

std::int64_t number_of(const ReceivedReply& reply, std::string_view name) {
  return boost::json::parse(reply.body).at(name).to_number<std::int64_t>();
}

TEST_P(ServerBackend, WaitsAsItIsAsked) {
  const ServerUnderTest server(flags());
  for (const std::string via : {"await", "block", "pool"}) {
    const auto reply = server.get("/io/network?ms=30&via=" + via);
    ASSERT_EQ(reply.status, 200) << reply.body;
    const auto body = boost::json::parse(reply.body);
    EXPECT_EQ(body.at_pointer("/steps/0/work"), "network");
    EXPECT_EQ(body.at_pointer("/steps/0/ran").as_string(),
              is("async") || is("hybrid") ? via : "block");
    EXPECT_GE(body.at_pointer("/steps/0/took_ms").to_number<double>(), 30);
    EXPECT_LT(body.at_pointer("/steps/0/cpu_ms").to_number<double>(), 25) << "it computes instead";
    EXPECT_EQ(body.at("upstream_status"), 200);
    EXPECT_EQ(body.at("attempts"), 1);
  }
}

TEST_P(ServerBackend, CountsAsNoWorker) {
  const ServerUnderTest server(flags());
  const auto wanted = server.stats().at("workers_wanted").to_number<std::size_t>();
  EXPECT_EQ(server.workers().size(), wanted);
  for (const auto& worker : server.workers()) {
    EXPECT_NE(worker.at("pid").as_int64(), server.backend_process());
  }
  EXPECT_EQ(server.get("/io/network?ms=0").status, 200);
  EXPECT_TRUE(server.eventually_sums("/requests/2xx", 1)) << "the call is no request of a worker";
}

TEST_P(ServerBackend, IsNotThereWithAnotherUpstream) {
  const FaultServer upstream({.as = "/ok"});
  const ServerUnderTest server(flags({"--upstream", upstream.url("")}));
  const auto wanted = server.stats().at("workers_wanted").to_number<std::size_t>();
  EXPECT_EQ(server.children().size(), wanted + 1) << "the workers and the admin process";
  EXPECT_EQ(server.get("/io/network?ms=7").status, 200);
  EXPECT_THAT(upstream.last_request(), HasSubstr("GET /io?ms=7 HTTP/1.1\r\n"));
  EXPECT_THAT(upstream.last_request(), HasSubstr("Host: " + upstream.authority()));
}

TEST_P(ServerBackend, IsReplacedWhenItDiesAndCallsWaitForTheNext) {
  const ServerUnderTest server(flags({"--log-level", "off"}));
  ASSERT_EQ(server.get("/io/network?ms=0").status, 200);
  const auto killed = server.backend_process();
  kill(killed, SIGKILL);
  ASSERT_TRUE(eventually([&] { return has_ended(killed); }));
  const auto reply = server.get("/io/network?ms=0");
  EXPECT_EQ(reply.status, 200) << reply.body;
  EXPECT_NE(server.backend_process(), killed);
  EXPECT_EQ(server.sum("/restarts"), 0) << "no worker was affected";
}

TEST_P(ServerBackend, CostsThoseCallsThatItDiesUnder) {
  const ServerUnderTest server(flags({"--workers", "1", "--log-level", "off"}));
  ASSERT_EQ(server.get("/io/network?ms=0").status, 200);
  const auto backend = server.backend_process();
  const auto serving = descriptors_of(backend);
  server.signal(SIGHUP);  // the next worker keeps no connection, so its call is not tried again
  ASSERT_TRUE(server.eventually_sums("/generation", 1));
  ASSERT_TRUE(eventually([&] { return descriptors_of(backend) < serving; }));
  RawClient client(server);
  ASSERT_TRUE(client.send(request_to("/io/network?ms=60000")));
  ASSERT_TRUE(eventually([&] { return descriptors_of(backend) == serving; }));
  kill(backend, SIGKILL);
  const auto reply = client.reply().value_or(ReceivedReply{});
  EXPECT_EQ(reply.status, 502);
  EXPECT_THAT(reply.body, HasSubstr("Connection reset by peer"));
  EXPECT_EQ(server.get("/io/network?ms=0").status, 200);
}

TEST_P(ServerBackend, StaysWhenWorkersAreReplaced) {
  const ServerUnderTest server(flags());
  const auto backend = server.backend_process();
  const auto workers = static_cast<std::int64_t>(server.workers().size());
  server.signal(SIGHUP);
  EXPECT_TRUE(server.eventually_sums("/generation", workers));
  EXPECT_EQ(server.get("/io/network?ms=0").status, 200);
  EXPECT_EQ(server.backend_process(), backend);
}

TEST_P(ServerBackend, IsReachedDuringADrain) {
  ServerUnderTest server(flags());
  RawClient client(server);
  ASSERT_TRUE(client.send(request_to("/io/network?ms=3000") + request_to("/io/network?ms=1")));
  ASSERT_TRUE(server.eventually_sums("/in_flight", 1));
  server.signal(SIGTERM);
  EXPECT_EQ(client.reply().value_or(ReceivedReply{}).status, 200);
  EXPECT_EQ(client.reply().value_or(ReceivedReply{}).status, 200);
  EXPECT_EQ(server.wait(), 0);
}

TEST_P(ServerBackend, IsReachedDuringADrainInWhichItWasKilled) {
  ServerUnderTest server(flags({"--log-level", "off", "--drain-timeout", "60s"}));
  RawClient client(server);
  const auto backend = server.backend_process();
  ASSERT_TRUE(client.send(request_to("/io?ms=3000") + request_to("/io/network?ms=1")));
  ASSERT_TRUE(server.eventually_sums("/in_flight", 1));
  server.signal(SIGTERM);
  ASSERT_TRUE(eventually([&] { return server.get_admin("/readyz").status == 503; }));
  kill(backend, SIGKILL);
  ASSERT_FALSE(client.readable(0s)) << "too late: the call was before it";
  EXPECT_EQ(client.reply().value_or(ReceivedReply{}).status, 200);
  EXPECT_EQ(client.reply().value_or(ReceivedReply{}).status, 200);
  EXPECT_EQ(server.wait(), 0);
}

TEST_P(ServerBackend, IgnoresTheSignalsOfATerminalAndDiesWithTheSupervisor) {
  ServerUnderTest server(flags());
  const auto backend = server.backend_process();
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) kill(backend, number);
  EXPECT_EQ(server.get("/io/network?ms=0").status, 200);
  EXPECT_EQ(server.backend_process(), backend);
  server.signal(SIGKILL);
  EXPECT_TRUE(eventually([&] { return has_ended(backend); }));
}

// --- an upstream that fails ---

class ServerUpstream : public EveryModel {
 protected:
  std::vector<std::string> flags_to(const FaultServer& upstream) const {
    return flags({"--workers", "1", "--upstream", upstream.url("")});
  }
};
INSTANTIATE_TEST_SUITE_P(Each, ServerUpstream, testing::ValuesIn(server_kinds()), kind_name);

/// Of a worker with several calls at a time.
class CrowdedUpstream : public ServerUpstream {};
INSTANTIATE_TEST_SUITE_P(Each, CrowdedUpstream, testing::ValuesIn(kinds_with_many_requests()),
                         kind_name);

constexpr std::array<std::string_view, 3> kVias{"await", "block", "pool"};

/// The reply to a call, and that it came in time.
ReceivedReply failed_call(const ServerUnderTest& server, std::string_view via = "await") {
  const auto began = Clock::now();
  auto reply = server.get(fmt::format("/io/network?ms=0&via={}", via));
  EXPECT_LT(Clock::now() - began, kCallDeadline + kSlack);
  return reply;
}

TEST_P(ServerUpstream, ThatRefusesIsA502AndUsedAgainWhenItIsBack) {
  FaultServer upstream({.as = "/ok"});
  const ServerUnderTest server(flags_to(upstream));
  ASSERT_EQ(server.get("/io/network?ms=0").status, 200);
  upstream.refuse();
  for (const auto via : kVias) {
    const auto reply = failed_call(server, via);
    EXPECT_EQ(reply.status, 502);
    EXPECT_EQ(reply.body, "the call to the upstream server failed: Connection refused\n");
  }
  upstream.refuse_for(0s);  // and serves again
  for (const auto via : kVias) {
    EXPECT_EQ(server.get(fmt::format("/io/network?ms=0&via={}", via)).status, 200);
  }
  EXPECT_EQ(server.sum("/restarts"), 0);
}

TEST_P(ServerUpstream, ThatFailsInTheMiddleIsA502ThatSaysHow) {
  struct Fault {
    std::string as, words;
  };
  for (const auto& fault : {Fault{"/silent", "Connection reset by peer"},
                            {"/short", "Connection reset by peer"},
                            {"/garbage", "Bad message"},
                            {"/two-lengths", "Bad message"},
                            {"/500", "it answered with status 500"},
                            {"/302", "it answered with status 302"}}) {
    const FaultServer upstream({.as = fault.as});
    const ServerUnderTest server(flags_to(upstream));
    const auto before = descriptors_of(server.number("/pid"));
    for (const auto via : kVias) {
      const auto reply = failed_call(server, via);
      EXPECT_EQ(reply.status, 502) << fault.as;
      EXPECT_THAT(reply.body, HasSubstr(fault.words)) << fault.as;
    }
    EXPECT_EQ(upstream.requests(), kVias.size()) << fault.as << ": a fresh connection is not stale";
    EXPECT_EQ(server.get("/hello").status, 200);
    const auto kept = fault.as == "/500" || fault.as == "/302" ? 1u : 0u;  // a connection
    EXPECT_TRUE(eventually([&] { return descriptors_of(server.number("/pid")) <= before + kept; }))
        << fault.as << ": some have leaked";
  }
}

TEST_P(ServerUpstream, ThatHangsIsA504WithinTheDeadlineAndHoldsNothing) {
  const FaultServer upstream({.as = "/stall"});
  const ServerUnderTest server(flags_to(upstream));
  const auto pid = server.number("/pid");
  const auto before = descriptors_of(pid);
  const auto began = Clock::now();
  auto clients = clients_that_sent(server, is("process") ? 1 : 3, request_to("/io/network?ms=0"));
  for (auto& client : clients) {
    const auto reply = client->reply().value_or(ReceivedReply{});
    EXPECT_EQ(reply.status, 504);
    EXPECT_EQ(reply.body, "the upstream server did not answer in time\n");
  }
  const auto took = Clock::now() - began;
  EXPECT_GE(took, kCallDeadline) << "it was given up too early";
  EXPECT_LT(took, kCallDeadline + kSlack);
  clients.clear();
  EXPECT_TRUE(eventually([&] { return descriptors_of(pid) <= before; })) << "some have leaked";
}

TEST_P(ServerUpstream, ThatNeverAcceptsIsA504) {
  const FaultServer upstream({.at_accept = AtAccept::kLeave});
  const ServerUnderTest server(flags_to(upstream));
  EXPECT_EQ(failed_call(server).status, 504);
}

TEST_P(ServerUpstream, IsAskedOnceMoreOverANewConnectionWhereAKeptOneWasStale) {
  for (const std::string as : {"/stale", "/stale-reset"}) {
    const FaultServer upstream({.as = as});
    const ServerUnderTest server(flags_to(upstream));
    EXPECT_EQ(number_of(server.get("/io/network?ms=0"), "attempts"), 1);
    for (const auto via : kVias) {
      const auto reply = server.get(fmt::format("/io/network?ms=0&via={}", via));
      ASSERT_EQ(reply.status, 200) << as << ": " << reply.body;
      EXPECT_EQ(number_of(reply, "attempts"), 2) << as;
    }
    EXPECT_EQ(upstream.requests(), 1 + 2 * kVias.size());
  }
}

TEST_P(ServerUpstream, ThatClosesIdleConnectionsCostsNoAttempt) {
  FaultServer upstream({.as = "/ok"});
  const ServerUnderTest server(flags_to(upstream));
  ASSERT_EQ(number_of(server.get("/io/network?ms=0"), "attempts"), 1);
  upstream.refuse_for(0s);  // which closes them
  EXPECT_EQ(number_of(server.get("/io/network?ms=0"), "attempts"), 1) << "it was seen to be closed";
}

TEST_P(CrowdedUpstream, LosesTheConnectionsOfACrowdWhenItClosesThem) {
  FaultServer upstream({.as = "/ok?wait=2000"});
  const ServerUnderTest server(flags_to(upstream));
  const auto pid = server.number("/pid");
  {
    auto crowd = clients_that_sent(server, 20, request_to("/io/network?ms=0"));
    for (auto& client : crowd) ASSERT_EQ(client->reply().value_or(ReceivedReply{}).status, 200);
  }
  ASSERT_TRUE(server.eventually_sums("/connections/open", 0));
  const auto kept = descriptors_of(pid);
  upstream.refuse_for(0s);
  EXPECT_EQ(server.get("/io/network?ms=0").status, 200);
  EXPECT_TRUE(eventually([&] { return descriptors_of(pid) + 10 <= kept; }));
}

}  // namespace
}  // namespace lab
