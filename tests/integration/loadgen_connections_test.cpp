// `loadgen run` and connections: kept, closed, stale, reset, refused, never accepted.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/object.hpp>

#include "tests/support/loadgen_run.hpp"

namespace lab {
namespace {

using namespace std::chrono_literals;
using testing::ContainsRegex;

std::int64_t failures(const Run& run, std::string_view reason) {
  const auto& failures = run.report.at_pointer("/connections/failures").as_object();
  const auto* count = failures.if_contains(reason);
  return count == nullptr ? 0 : count->to_number<std::int64_t>();
}

std::int64_t refusals(const Run& run) { return failures(run, "Connection refused"); }

// --- G3: closed as we send ---

TEST(LoadgenRun, SendsARequestOnceMoreWhenAKeptConnectionWasClosed) {
  FaultServer server;
  for (const auto* path : {"/stale", "/stale-reset"}) {
    const auto run = run_json(server, path, {"-n", "20", "-c", "2"});
    EXPECT_EQ(run.classes(), (Classes{{"2xx", 20}})) << path;
    EXPECT_EQ(run.stale(), 18) << path;  // all but the first of each connection
    EXPECT_EQ(run.opened(), 20) << path;
    EXPECT_EQ(run.number("/connections/reopened"), 18) << path;
    EXPECT_EQ(run.bytes(), 20 * fault_reply(path).size()) << path;
    EXPECT_EQ(run.code, 0) << path;
  }
}

TEST(LoadgenRun, CountsTheTimeThatAStaleConnectionCost) {
  FaultServer server;
  const auto run = run_json(server, "/stale-late", {"-n", "8", "-c", "2"});  // after 100 ms
  EXPECT_EQ(run.classes(), (Classes{{"2xx", 8}}));
  EXPECT_EQ(run.stale(), 6);
  EXPECT_GE(run.ms("p50"), 100);
  EXPECT_LT(run.ms("min"), 90);
}

TEST(LoadgenRun, DoesNotSendAgainOnceAByteOfTheReplyCame) {
  FaultServer server;
  const auto run = run_json(server, "/ok?close=1", {"-n", "6", "-c", "2"});
  EXPECT_EQ(run.classes(), (Classes{{"closed", 6}}));
  EXPECT_EQ(run.stale(), 0);
  EXPECT_EQ(server.requests(), 6U);
}

TEST(LoadgenRun, SendsARequestNoMoreThanTwice) {
  FaultServer server;
  const auto run = run_json(server, "/silent", {"-n", "6", "-c", "3"});
  EXPECT_EQ(run.classes(), (Classes{{"closed", 6}}));
  EXPECT_EQ(run.stale(), 3);  // those on connections opened ahead
  EXPECT_EQ(server.requests(), 9U);
}

TEST(LoadgenRun, NoticesAConnectionThatIsClosedBetweenTwoRequests) {
  FaultServer server;
  const auto run = run_json(server, "/drops", {"-n", "10", "-c", "1", "-R", "50/s"});
  EXPECT_EQ(run.classes(), (Classes{{"2xx", 10}}));
  EXPECT_EQ(run.opened(), 10);
  const auto closed = run.number("/connections/closed_idle") + run.stale();
  EXPECT_GE(closed, 9);  // behind the last reply the run may end first
  EXPECT_LE(closed, 10);
  EXPECT_EQ(run.bytes(), 10 * fault_reply("/drops").size());
}

TEST(LoadgenRun, GivesAConnectionUpWhoseServerSpeaksUnasked) {
  FaultServer server;
  const auto run = run_json(server, "/late-extra", {"-n", "6", "-c", "1", "-R", "10/s"});
  EXPECT_EQ(run.classes(), (Classes{{"2xx", 6}}));  // the 408s behind are no replies to anything
  EXPECT_EQ(run.opened(), 6);
  EXPECT_EQ(server.requests(), 6U);
}

// --- G4: closed after every reply ---

class ClosesAfterReply : public testing::TestWithParam<const char*> {};

TEST_P(ClosesAfterReply, IsConnectedToForEveryRequest) {
  FaultServer server;
  const auto run = run_json(server, GetParam(), {"-n", "20", "-c", "2"});
  EXPECT_EQ(run.classes(), (Classes{{"2xx", 20}}));
  EXPECT_EQ(run.opened(), 20);
  EXPECT_EQ(run.number("/connections/reopened"), 18);
  EXPECT_EQ(run.stale(), 0);
  EXPECT_EQ(run.bytes(), server.bytes_sent());
}

TEST_P(ClosesAfterReply, DoesNotKeepTheRunFromEndingOnTime) {
  FaultServer server;
  const auto run = run_json(server, GetParam(), {"-c", "4", "-d", "400ms", "--warmup", "0"});
  EXPECT_GE(run.count("2xx"), 20);
  EXPECT_EQ(run.classes(), (Classes{{"2xx", run.due()}}));
  EXPECT_EQ(run.opened(), run.due());
  EXPECT_EQ(server.requests(), static_cast<std::uint64_t>(run.due()));
  EXPECT_LE(run.wall, 5s);
}

INSTANTIATE_TEST_SUITE_P(G4, ClosesAfterReply, testing::Values("/close-after", "/http10"));

TEST(LoadgenRun, KeepsAConnectionOfHttp10WhenTheServerSaysSo) {
  FaultServer server;
  const auto run = run_json(server, "/http10-keep", {"-n", "20", "-c", "2"});
  EXPECT_EQ(run.classes(), (Classes{{"2xx", 20}}));
  EXPECT_EQ(run.opened(), 2);
}

TEST(LoadgenRun, OpensAConnectionARequestWithoutKeepAlive) {
  FaultServer server;
  const auto run = run_json(server, "/ok", {"-n", "20", "-c", "2", "--no-keep-alive"});
  EXPECT_EQ(run.classes(), (Classes{{"2xx", 20}}));
  EXPECT_EQ(run.opened(), 20);
  EXPECT_THAT(server.last_request(), testing::HasSubstr("\r\nConnection: close\r\n"));
}

// --- G5: refused ---

TEST(LoadgenRun, SaysInOneLineThatTheServerCannotBeReached) {
  FaultServer server;
  server.refuse();
  const auto done = loadgen({"run", server.url("/ok"), "-n", "1"});
  EXPECT_EQ(done.code, 1);
  EXPECT_EQ(done.out, "");
  EXPECT_THAT(done.errors, ContainsRegex("^loadgen run: cannot connect to .*refused\n$"));
}

TEST(LoadgenRun, CountsRefusedConnectionsInTheMiddleAndDoesNotSpin) {
  FaultServer server;
  RunBeside beside(server, "/ok", {"-c", "4", "-d", "1s", "--warmup", "0", "--timeout", "300ms"});
  server.wait_for_requests(100);
  server.refuse();
  const auto run = beside.finish();
  EXPECT_EQ(run.code, 0);
  EXPECT_GE(run.count("2xx"), 90);
  EXPECT_LE(run.count("closed"), 4);        // under way when it happened
  EXPECT_GE(run.count("connect"), 4);       // every client
  EXPECT_LE(run.count("connect"), 4 * 15);  // that rests ever longer, up to 500 ms
  EXPECT_EQ(run.due(), run.count("2xx") + run.count("closed") + run.count("connect"));
  EXPECT_EQ(run.in_window("good_per_s"), run.count("2xx"));  // failures are fast, and no requests/s
  EXPECT_EQ(run.in_window("completed_per_s"), run.count("2xx"));
  EXPECT_EQ(refusals(run), run.count("connect"));
}

TEST(LoadgenRun, ComesBackToAServerThatRefusedForAWhile) {
  FaultServer server;
  RunBeside beside(server, "/ok", {"-c", "4", "-d", "10m", "--warmup", "0"});
  server.wait_for_requests(100);
  server.refuse_for(200ms);
  server.wait_for_requests(server.requests() + 100);
  beside.interrupt();
  const auto run = beside.finish();
  EXPECT_GE(run.count("2xx"), 190);
  EXPECT_GE(run.count("connect"), 4);
  EXPECT_EQ(refusals(run), run.count("connect"));
  EXPECT_GE(run.number("/connections/reopened"), 1);
  EXPECT_LE(run.number("/connections/reopened"), 4);
}

// --- G5: not served from the start ---

TEST(LoadgenRun, CountsConnectionsClosedBeforeARequestIsRead) {
  const FaultServer server({.at_accept = AtAccept::kClose});
  const auto run = run_json(server, "/ok", {"-n", "6", "-c", "2"});
  EXPECT_EQ(run.classes(), (Classes{{"closed", 6}}));
  EXPECT_EQ(run.bytes(), 0U);
  EXPECT_LE(run.stale() + run.number("/connections/closed_idle"), 2);  // those opened ahead
  EXPECT_EQ(run.code, 1);
}

/// A reset may come before connecting has been noticed to have worked.
TEST(LoadgenRun, CountsConnectionsResetBeforeARequestIsRead) {
  const FaultServer server({.at_accept = AtAccept::kReset});
  const auto started = Clock::now();
  const auto done = loadgen(json_run({server.url("/ok")}, {"-n", "6", "-c", "2"}));
  EXPECT_EQ(done.code, 1);
  if (done.out.empty()) {
    EXPECT_THAT(done.errors, ContainsRegex("^loadgen run: cannot connect to .*reset by peer\n$"));
    return;
  }
  const auto run = checked(done, started);
  EXPECT_EQ(run.due(), 6);
  EXPECT_EQ(run.count("closed") + run.count("connect"), 6);
}

TEST(LoadgenRun, TimesOutWhereNobodyAccepts) {
  const FaultServer server({.backlog = 1, .at_accept = AtAccept::kLeave});
  const auto run = run_json(server, "/ok", {"-n", "8", "-c", "8", "--timeout", "300ms"});
  EXPECT_EQ(run.classes(), (Classes{{"timeout", 8}}));
  EXPECT_LE(run.opened(), 3);  // the queue takes one more than it was asked to
  EXPECT_EQ(failures(run, "no answer within the timeout"), 8 - run.opened());
  EXPECT_GE(run.ms("min"), 300);
  EXPECT_EQ(run.number("/clients/never_answered"), 8);
  EXPECT_EQ(run.bytes(), 0U);
}

}  // namespace
}  // namespace lab
