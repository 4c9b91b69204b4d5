// Claims about connections as clients see them: deadlines, limits, order, half-closed and cut ones.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/raw_client.hpp"
#include "tests/support/server_under_test.hpp"

namespace lab {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using End = RawClient::End;

/// Far above the deadlines of these servers, far below the defaults.
constexpr Duration kSoon = 6s;

std::vector<int> statuses(RawClient& client, int replies) {
  std::vector<int> all(static_cast<std::size_t>(replies));
  for (auto& status : all) status = client.reply().value_or(ReceivedReply{}).status;
  return all;
}

class ServerDeadlines : public EveryModel {};
INSTANTIATE_TEST_SUITE_P(Each, ServerDeadlines, testing::ValuesIn(server_kinds()), kind_name);

/// Sends a byte of `text` every 20 ms until a reply comes; tells how many were sent.
int drip(RawClient& client, std::string_view text) {
  int sent = 0;
  for (const char& c : text) {
    if (client.readable(20ms) || !client.send({&c, 1})) break;
    ++sent;
  }
  return sent;
}

TEST_P(ServerDeadlines, AnswerASlowHead408ThoughBytesKeepComing) {
  const ServerUnderTest server(flags({"--header-timeout", "300ms"}));
  const auto began = Clock::now();  // before the connection: its time runs from accept
  RawClient client(server);
  const auto sent = drip(client, request_to("/hello", "GET", "X: " + std::string(2000, 'x')));
  EXPECT_GT(sent, 3);
  const auto reply = client.reply();
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->status, 408);
  EXPECT_GE(Clock::now() - began, 300ms);
  EXPECT_LT(Clock::now() - began, kSoon);
  EXPECT_NE(client.end(kSoon), End::kStillOpen);
  client.close();
  EXPECT_TRUE(server.eventually_sums("/connections/ended/timed_out", 1));
}

TEST_P(ServerDeadlines, AnswerASlowBody408ThoughBytesKeepComing) {
  const ServerUnderTest server(flags({"--body-timeout", "300ms"}));
  RawClient client(server);
  ASSERT_TRUE(client.send(request_to("/echo", "POST", "Content-Length: 2000\r\n")));
  EXPECT_GT(drip(client, std::string(2000, 'x')), 3);
  const auto reply = client.reply();
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->status, 408);
  EXPECT_NE(client.end(kSoon), End::kStillOpen);
  client.close();
  EXPECT_TRUE(server.eventually_sums("/connections/ended/timed_out", 1));
}

TEST_P(ServerDeadlines, CloseASilentConnectionWithoutAByte) {
  const ServerUnderTest server(flags({"--header-timeout", "300ms"}));
  RawClient client(server);
  EXPECT_EQ(client.end(kSoon), End::kClosed);
  EXPECT_EQ(client.dropped(), 0u);
  EXPECT_TRUE(server.eventually_sums("/connections/ended/idle", 1));
}

TEST_P(ServerDeadlines, CloseAnIdleConnectionAfterItsReply) {
  const ServerUnderTest server(flags({"--idle-timeout", "300ms"}));
  RawClient client(server);
  const auto began = Clock::now();  // before the reply: the idle time runs from its last byte
  EXPECT_EQ(client.ask("/hello").status, 200);
  EXPECT_EQ(client.end(kSoon), End::kClosed);
  EXPECT_EQ(client.dropped(), 0u);
  EXPECT_GE(Clock::now() - began, 200ms);
  EXPECT_TRUE(server.eventually_sums("/connections/ended/idle", 1));
}

TEST_P(ServerDeadlines, CutAReaderThatTakesNothing) {
  const ServerUnderTest server(flags({"--write-timeout", "300ms"}));
  RawClient client(server);
  ASSERT_TRUE(client.send(request_to("/bytes?n=67108864")));
  EXPECT_TRUE(server.eventually_sums("/connections/ended/timed_out", 1));
  EXPECT_TRUE(server.eventually_sums("/in_flight", 0));
  client.end();
  EXPECT_LT(client.dropped(), 67'108'864u);
}

TEST_P(ServerDeadlines, CutAReaderThatTakesALittleAtATime) {
  const ServerUnderTest server(flags({"--write-timeout", "400ms"}));
  RawClient client(server);
  ASSERT_TRUE(client.send(request_to("/bytes?n=67108864")));
  EXPECT_TRUE(eventually([&] {
    EXPECT_TRUE(client.drop(4096));
    return server.sum("/connections/ended/timed_out") == 1;
  }));
  client.end();
  EXPECT_LT(client.dropped(), 67'108'864u);
}

TEST_P(ServerDeadlines, DoNotTouchARequestThatIsBeingHandled) {
  const ServerUnderTest server(flags({"--header-timeout", "100ms", "--body-timeout", "100ms",
                                      "--idle-timeout", "100ms", "--write-timeout", "100ms"}));
  EXPECT_EQ(server.get("/io?ms=700").status, 200);
}

class ServerLimits : public EveryModel {};
INSTANTIATE_TEST_SUITE_P(Each, ServerLimits, testing::ValuesIn(server_kinds()), kind_name);

struct Excess {
  std::string first;   // opens the request
  std::string filler;  // and then comes without end
  int status;
};
const std::vector<Excess> kExcesses{
    {"GET /", "xxxxxxxxxxxxxxxx", 414},
    {"GET /hello HTTP/1.1\r\nHost: a\r\n", "X-Long: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\r\n",
     431},
    {"GET /hello HTTP/1.1\r\nHost: a\r\nX: ", "xxxxxxxxxxxxxxxx", 431},
    {"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 4000000000\r\n\r\n", "xxxxxxxx", 413},
    {"POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", "8\r\nxxxxxxxx\r\n",
     413},
};

TEST_P(ServerLimits, AreToldToAClientThatKeepsSending) {
  const ServerUnderTest server(flags());
  for (const auto& [first, filler, status] : kExcesses) {
    std::string piece;
    while (piece.size() < 16 * 1024) piece += filler;
    RawClient client(server);
    ASSERT_TRUE(client.send(first));
    client.send_until_answered(piece);
    const auto reply = client.reply();
    ASSERT_TRUE(reply) << "a reset ate the reply to " << first;
    EXPECT_EQ(reply->status, status) << first;
    EXPECT_FALSE(reply->keep_alive);
  }
  EXPECT_TRUE(server.eventually_sums("/connections/ended/refused",
                                     static_cast<std::int64_t>(kExcesses.size())));
}

TEST_P(ServerLimits, AreToldToAClientThatReadsOnlyAfterItHasSentAll) {
  const ServerUnderTest server(flags());
  RawClient client(server);
  ASSERT_TRUE(client.send(request_to("/echo", "POST", "Content-Length: 3000000\r\n")));
  ASSERT_TRUE(client.send(std::string(3'000'000, 'x')));
  EXPECT_THAT(statuses(client, 1), ElementsAre(413));
  EXPECT_EQ(client.end(kSoon), End::kClosed) << "lingering ended without a reset";
}

TEST_P(ServerLimits, FollowTheFlags) {
  const ServerUnderTest server(flags({"--max-header", "512", "--max-body", "10"}));
  RawClient large(server);
  ASSERT_TRUE(large.send(request_to("/hello", "GET", "X: " + std::string(512, 'x') + "\r\n")));
  EXPECT_THAT(statuses(large, 1), ElementsAre(431));
  RawClient just(server);
  ASSERT_TRUE(just.send(request_to("/echo", "POST", "Content-Length: 10\r\n") + "0123456789"));
  EXPECT_THAT(statuses(just, 1), ElementsAre(200));
  RawClient over(server);
  ASSERT_TRUE(over.send(request_to("/echo", "POST", "Content-Length: 11\r\n")));
  EXPECT_THAT(statuses(over, 1), ElementsAre(413)) << "before a byte of the body";
}

class ServerConnections : public EveryModel {};
INSTANTIATE_TEST_SUITE_P(Each, ServerConnections, testing::ValuesIn(server_kinds()), kind_name);

TEST_P(ServerConnections, AnswerPipelinedRequestsInOrderBehindASlowOne) {
  const ServerUnderTest server(flags());
  RawClient client(server);
  ASSERT_TRUE(client.send(request_to("/io?ms=200") + request_to("/nothing") + request_to("/hello") +
                          request_to("/echo", "POST", "Content-Length: 2\r\n") + "hi" +
                          request_to("/bytes?n=3", "GET", "Connection: close\r\n")));
  EXPECT_THAT(statuses(client, 3), ElementsAre(200, 404, 200));
  EXPECT_EQ(client.reply().value_or(ReceivedReply{}).body, "hi");
  EXPECT_EQ(client.reply().value_or(ReceivedReply{}).body, "xxx");
  EXPECT_EQ(client.end(), End::kClosed);
}

TEST_P(ServerConnections, AnswerAThousandPipelinedRequests) {
  const ServerUnderTest server(flags());
  RawClient client(server);
  std::string all;
  for (int i = 0; i < 1000; ++i) all += request_to("/bytes?n=" + std::to_string(i % 7));
  ASSERT_TRUE(client.send(all));
  for (std::size_t i = 0; i < 1000; ++i) {
    const auto reply = client.reply();
    ASSERT_TRUE(reply) << i;
    ASSERT_EQ(reply->body.size(), i % 7) << i;
  }
}

TEST_P(ServerConnections, AnswerARequestWhoseClientHalfClosed) {
  const ServerUnderTest server(flags());
  RawClient client(server);
  ASSERT_TRUE(client.send(request_to("/io?ms=100") + request_to("/hello")));
  client.half_close();
  EXPECT_THAT(statuses(client, 2), ElementsAre(200, 200));
  EXPECT_EQ(client.end(), End::kClosed);
  EXPECT_TRUE(server.eventually_sums("/connections/ended/closed_by_peer", 1));
}

TEST_P(ServerConnections, CloseQuietlyWhenTheStreamEndsInsideARequest) {
  const ServerUnderTest server(flags());
  int cut = 0;
  const auto whole = request_to("/echo", "POST", "Content-Length: 5\r\n") + "12345";
  for (const std::size_t length : {1u, 10u, 30u, 50u, 55u, 57u}) {
    ASSERT_LT(length, whole.size());
    RawClient client(server);
    ASSERT_TRUE(client.send(whole.substr(0, length)));
    client.half_close();
    EXPECT_EQ(client.end(), End::kClosed);
    EXPECT_EQ(client.dropped(), 0u) << length;
    ++cut;
  }
  EXPECT_TRUE(server.eventually_sums("/connections/ended/aborted", cut));
  EXPECT_EQ(server.sum("/requests/started"), 0);
}

TEST_P(ServerConnections, TakeARequestCutAnywhere) {
  const ServerUnderTest server(flags());
  RawClient client(server);
  const auto whole = request_to("/echo", "POST", "Content-Length: 5\r\n") + "12345";
  for (std::size_t cut = 1; cut < whole.size(); ++cut) {
    ASSERT_TRUE(client.send(whole.substr(0, cut)));
    ASSERT_FALSE(client.readable(Duration::zero()));
    ASSERT_TRUE(client.send(whole.substr(cut)));
    const auto reply = client.reply();
    ASSERT_TRUE(reply) << cut;
    ASSERT_EQ(reply->body, "12345") << cut;
  }
}

TEST_P(ServerConnections, SurviveClientsThatLeaveWhileTheReplyIsWritten) {
  const ServerUnderTest server(flags());
  const auto pid = server.number("/pid");
  for (int i = 0; i < 5; ++i) {
    RawClient client(server);
    ASSERT_TRUE(client.send(request_to("/bytes?n=67108864")));
    ASSERT_TRUE(client.readable(kPatience));
    client.close();  // with bytes unread, which resets the connection
  }
  EXPECT_TRUE(server.eventually_sums("/connections/open", 0));
  EXPECT_EQ(server.sum("/connections/ended/aborted"), 5);
  EXPECT_EQ(server.number("/pid"), pid) << "a worker died of it";
  EXPECT_EQ(server.get("/hello").status, 200);
}

TEST_P(ServerConnections, Say100BeforeTheyReadABodyThatWasAskedFor) {
  const ServerUnderTest server(flags());
  RawClient client(server);
  const std::string lines = "Content-Length: 2\r\nExpect: 100-continue\r\n";
  ASSERT_TRUE(client.send(request_to("/echo", "POST", lines)));
  ASSERT_TRUE(client.readable(kPatience)) << "no 100";
  ASSERT_TRUE(client.send("hi"));
  EXPECT_EQ(client.reply().value_or(ReceivedReply{}).body, "hi");
  RawClient refused(server);
  ASSERT_TRUE(refused.send(request_to("/nothing", "POST", lines)));
  EXPECT_THAT(statuses(refused, 1), ElementsAre(404)) << "without the body";
}

}  // namespace
}  // namespace lab
