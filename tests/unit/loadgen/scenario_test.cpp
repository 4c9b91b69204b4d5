// The bytes of requests.
#include "loadgen/engine/scenario.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lab {
namespace {

using testing::HasSubstr;
using testing::Not;

LoadPlan plan_to(std::string_view url) {
  LoadPlan plan;
  plan.server = *parse_url(url);
  plan.mix = {{1, plan.server.target}};
  return plan;
}

LoadPlan with_headers(std::vector<std::string> lines) {
  auto plan = plan_to("http://lab:8080/");
  for (const auto& line : lines) plan.headers.push_back(*parse_header(line));
  return plan;
}

TEST(Scenario, WritesAWholeRequest) {
  EXPECT_EQ(request_bytes(plan_to("http://lab:8080/io?ms=50"), "/io?ms=50"),
            "GET /io?ms=50 HTTP/1.1\r\nHost: lab:8080\r\nUser-Agent: loadgen/" LAB_VERSION
            "\r\nAccept: */*\r\n\r\n");
}

TEST(Scenario, NamesTheHostAsTheUrlDoes) {
  EXPECT_THAT(request_bytes(plan_to("http://lab/"), "/"), HasSubstr("\r\nHost: lab\r\n"));
  EXPECT_THAT(request_bytes(plan_to("http://[::1]:81/"), "/"), HasSubstr("\r\nHost: [::1]:81\r\n"));
}

TEST(Scenario, ReplacesItsOwnHeadersByTheOnesGiven) {
  const auto bytes = request_bytes(
      with_headers({"host: other", "USER-AGENT: me", "connection: upgrade", "X-Two: b"}), "/");
  EXPECT_THAT(bytes, HasSubstr("host: other\r\n"));
  EXPECT_THAT(bytes, Not(HasSubstr("Host: ")));
  EXPECT_THAT(bytes, HasSubstr("USER-AGENT: me\r\n"));
  EXPECT_THAT(bytes, Not(HasSubstr("User-Agent: ")));
  EXPECT_THAT(bytes, HasSubstr("X-Two: b\r\n"));
}

TEST(Scenario, LeavesAHeaderOutThatIsGivenEmpty) {
  EXPECT_THAT(request_bytes(with_headers({"Accept:"}), "/"), Not(HasSubstr("Accept")));
}

TEST(Scenario, SaysCloseWithoutKeepAlive) {
  auto plan = plan_to("http://lab/");
  plan.keep_alive = KeepAlive::kOff;
  EXPECT_THAT(request_bytes(plan, "/"), HasSubstr("\r\nConnection: close\r\n"));
}

TEST(Scenario, SendsTheLengthOfTheBody) {
  auto plan = plan_to("http://lab/");
  plan.method = Method::kPost;
  plan.body = "hello";
  EXPECT_THAT(request_bytes(plan, "/"), testing::EndsWith("\r\nContent-Length: 5\r\n\r\nhello"));
  plan.body = "";
  EXPECT_THAT(request_bytes(plan, "/"), testing::EndsWith("\r\nContent-Length: 0\r\n\r\n"));
}

TEST(ParseHeader, TakesNameAndValue) {
  const auto header = parse_header("X-Key: \t a: b ");
  ASSERT_TRUE(header);
  EXPECT_EQ(header->name, "X-Key");
  EXPECT_EQ(header->value, "a: b");
}

TEST(ParseHeader, RefusesWhatWouldBreakTheRequest) {
  for (const auto* line : {"no colon", ": value", "two words: x", "X: a\r\nY: b", "X: a\nb",
                           "X: \x7f", "Content-Length: 5", "transfer-encoding: chunked"}) {
    EXPECT_FALSE(parse_header(line)) << line;
  }
}

TEST(ParseMethod, KnowsTheMethodsItCanSend) {
  EXPECT_EQ(*parse_method("PATCH"), Method::kPatch);
  EXPECT_FALSE(parse_method("get"));
  EXPECT_FALSE(parse_method("CONNECT"));
}

}  // namespace
}  // namespace lab
