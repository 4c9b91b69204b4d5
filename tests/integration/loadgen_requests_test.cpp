// What `loadgen run` sends: how many requests, to which address, with which headers.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/object.hpp>
#include <fstream>

#include "common/net/listener.hpp"
#include "tests/support/loadgen_run.hpp"

namespace lab {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

// --- G9: exactly what was asked for ---

struct Ask {
  std::vector<std::string> options;
  std::int64_t requests;
  std::int64_t connections;
};

void PrintTo(const Ask& ask, std::ostream* out) { *out << testing::PrintToString(ask.options); }

class ExactNumber : public testing::TestWithParam<Ask> {};

TEST_P(ExactNumber, IsSent) {
  FaultServer server;
  const auto run = run_json(server, "/ok", GetParam().options);
  EXPECT_EQ(server.requests(), static_cast<std::uint64_t>(GetParam().requests));
  EXPECT_EQ(run.classes(), (Classes{{"2xx", GetParam().requests}}));
  EXPECT_EQ(run.opened(), GetParam().connections);
  EXPECT_EQ(run.bytes(), server.bytes_sent());
  EXPECT_EQ(run.report.at("workers").at("0/42"), GetParam().requests);
}

INSTANTIATE_TEST_SUITE_P(G9, ExactNumber,
                         testing::Values(Ask{{"-n", "10", "-c", "4"}, 10, 4},
                                         Ask{{"-n", "10", "-t", "3", "-c", "10"}, 10, 10},
                                         Ask{{"-n", "3", "-c", "50"}, 3, 3},
                                         Ask{{"-n", "7", "-c", "3", "-t", "2", "-R", "1k"}, 7, 3}));

TEST(LoadgenRun, SendsTheExactNumberWhateverBecomesOfThem) {
  FaultServer server;
  const auto run = run_json(server, "/garbage", {"-n", "10", "-t", "3", "-c", "4"});
  EXPECT_EQ(run.classes(), (Classes{{"protocol", 10}}));
  EXPECT_EQ(server.requests(), 10U);
}

TEST(LoadgenRun, SaysThatItUsesFewerConnectionsThanAsked) {
  FaultServer server;
  const auto done = loadgen({"run", server.url("/ok"), "-n", "3", "-c", "50"});
  EXPECT_THAT(done.out, HasSubstr("note: 3 connections instead of 50"));
}

// --- G16: addresses as curl takes them ---

TEST(LoadgenRun, SpeaksToAnAddressInBrackets) {
  if (!listen_on(*numeric_address("::1", 0), 1, PortSharing::kExclusive)) GTEST_SKIP() << "no IPv6";
  const FaultServer server({.host = "::1"});
  ASSERT_THAT(server.url("/ok"), StartsWith("http://[::1]:"));
  const auto run = run_json(server, "/ok", {"-n", "4", "-c", "2"});
  EXPECT_EQ(run.classes(), (Classes{{"2xx", 4}}));
  EXPECT_THAT(server.last_request(), HasSubstr("\r\nHost: " + server.authority() + "\r\n"));
}

struct Target {
  const char* behind_the_port;
  const char* asked;
};

TEST(LoadgenRun, AsksForWhatTheUrlNamesWithoutItsFragment) {
  FaultServer server;
  for (const auto& [behind, asked] :
       {Target{"", "/"}, Target{"/", "/"}, Target{"?a=1", "/?a=1"}, Target{"/ok#part", "/ok"},
        Target{"#part", "/"}, Target{"/ok?a=b&c=%20d", "/ok?a=b&c=%20d"}}) {
    const auto run = run_json(server, behind, {"-n", "1"});
    EXPECT_EQ(run.number("/requests/answered"), 1) << behind;
    EXPECT_THAT(server.last_request(), StartsWith("GET " + std::string(asked) + " HTTP/1.1\r\n"));
  }
}

TEST(LoadgenRun, TakesAUrlWithoutAScheme) {
  FaultServer server;
  EXPECT_EQ(run_json({server.authority() + "/ok"}, {"-n", "1"}).classes(), (Classes{{"2xx", 1}}));
}

TEST(LoadgenRun, TriesTheAddressesOfANameUntilOneAnswers) {
  for (const auto* host : {"127.0.0.1", "127.0.0.2"}) {
    const FaultServer server({.host = host});
    const auto pin = fmt::format("two.test:{}:127.0.0.2,127.0.0.1", server.port());
    const auto url = fmt::format("http://two.test:{}/ok", server.port());
    const auto run = run_json({url}, {"-n", "6", "-c", "3", "--resolve", pin});
    EXPECT_EQ(run.classes(), (Classes{{"2xx", 6}})) << host;
    EXPECT_EQ(run.opened(), 3);
    EXPECT_TRUE(run.report.at_pointer("/connections/failures").as_object().empty());
  }
}

TEST(LoadgenRun, SaysWhichNameDoesNotResolve) {
  const auto done = loadgen({"run", "http://no.such.name.invalid/", "-n", "1"});
  EXPECT_EQ(done.code, 1);
  EXPECT_THAT(done.errors, testing::ContainsRegex(
                               "^loadgen run: cannot resolve 'no.such.name.invalid': [^\n]+\n$"));
}

// --- G17: headers ---

TEST(LoadgenRun, SendsAHeaderInPlaceOfItsOwn) {
  FaultServer server;
  const auto run = run_json(server, "/ok", {"-n", "1", "-H", "host: other", "-H", "X-Key: a: b"});
  EXPECT_EQ(run.classes(), (Classes{{"2xx", 1}}));
  const auto request = server.last_request();
  EXPECT_THAT(request, HasSubstr("\r\nhost: other\r\n"));
  EXPECT_THAT(request, Not(HasSubstr("Host:")));
  EXPECT_THAT(request, HasSubstr("\r\nX-Key: a: b\r\n"));
}

TEST(LoadgenRun, SendsABodyWithItsLength) {
  FaultServer server;
  const auto run = run_json(server, "/ok", {"-n", "4", "-c", "2", "-b", "twelve bytes"});
  EXPECT_EQ(run.classes(), (Classes{{"2xx", 4}}));
  EXPECT_EQ(run.opened(), 2);
  EXPECT_THAT(server.last_request(), StartsWith("POST /ok HTTP/1.1\r\n"));
  EXPECT_THAT(server.last_request(),
              testing::EndsWith("\r\nContent-Length: 12\r\n\r\ntwelve bytes"));
}

// --- G2: replies that do not wait for the whole request ---

TEST(LoadgenRun, TakesAReplyThatComesBeforeTheBodyWasRead) {
  FaultServer server;
  const std::string body(100'000, 'x');
  const auto run = run_json(server, "/early", {"-n", "10", "-c", "2", "-b", body});
  EXPECT_EQ(run.classes(), (Classes{{"4xx", 10}}));
  EXPECT_EQ(run.bytes(), 10 * fault_reply("/early").size());
  EXPECT_EQ(run.opened(), 10);
  EXPECT_EQ(run.stale(), 0);
}

TEST(LoadgenRun, CountsAConnectionThatIsResetInTheMiddleOfTheBodyAsClosed) {
  FaultServer server;
  const std::string body(100'000, 'x');
  const auto run = run_json(server, "/unread", {"-n", "10", "-c", "2", "-b", body});
  EXPECT_EQ(run.classes(), (Classes{{"closed", 10}}));
  EXPECT_EQ(run.stale(), 2);  // those opened ahead
  EXPECT_EQ(run.bytes(), 0U);
}

}  // namespace
}  // namespace lab
