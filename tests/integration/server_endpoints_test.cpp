// Claims about the endpoints of the real server: the same answers under every model.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <regex>

#include "tests/support/raw_client.hpp"
#include "tests/support/server_under_test.hpp"

namespace lab {
namespace {

namespace json = boost::json;
using testing::HasSubstr;
using testing::StartsWith;

class ServerEndpoints : public EveryModel {};
INSTANTIATE_TEST_SUITE_P(Each, ServerEndpoints, testing::ValuesIn(server_kinds()), kind_name);

/// The body without who answered and how long it took.
std::string comparable(const ReceivedReply& reply) {
  if (reply.field("Content-Type") != "application/json") {
    static const std::regex kWho("[Mm]odel (<b>)?[a-z]+(</b>)?, (answered by )?worker [0-9]+");
    return std::regex_replace(reply.body, kWho, "");
  }
  auto body = json::parse(reply.body).as_object();
  for (const auto* name : {"model", "worker", "pid", "thread", "took_ms"}) body.erase(name);
  for (auto& step : body["steps"].as_array()) {
    for (const auto* name : {"ran", "took_ms", "cpu_ms"}) step.as_object().erase(name);
  }
  return json::serialize(body);
}

/// Everything a client can tell answers apart by.
std::string answer(const ServerUnderTest& server, const std::string& request, Method method) {
  RawClient client(server);
  if (!client.send(request)) return "not sent";
  const auto reply = client.reply(method);
  if (!reply) return "no reply";
  std::vector<std::string> names;
  for (const auto& [name, value] : reply->fields) names.push_back(name);
  return fmt::format("{} {} [{}] {} {} {}", reply->status, reply->field("Content-Type"),
                     fmt::join(names, ","), reply->field("Allow"), reply->field("Retry-After"),
                     method == Method::kHead ? "" : comparable(*reply));
}

struct Asked {
  std::string request;
  Method method = Method::kGet;
};

std::vector<Asked> one_of_each() {
  std::vector<Asked> all;
  for (const auto* target : {"/",
                             "/healthz",
                             "/hello",
                             "/io?ms=2",
                             "/io",
                             "/io?ms=2&via=block",
                             "/io?ms=2&via=pool",
                             "/block?ms=2",
                             "/cpu?ms=1",
                             "/cpu?ms=1&via=pool",
                             "/io/database",
                             "/io/database?rows=100&via=block",
                             "/io/database?rows=0&via=pool",
                             "/io/database?ms=5",
                             "/io/database?via=await",
                             "/io/database?rows=1001",
                             "/io/disk?kb=10",
                             "/io/disk?kb=10&via=block",
                             "/cpu/primes?n=100000",
                             "/cpu/compress?kb=64&via=pool",
                             "/cpu/infer?n=10",
                             "/work?do=io:2,cpu:1@pool,block:1",
                             "/work",
                             "/mix?io=2&cpu=1",
                             "/mix",
                             "/bytes?n=0",
                             "/bytes?n=10",
                             "/bytes?n=200000",
                             "/state?n=0",
                             "/state?scope=shared&n=3",
                             "/state?scope=shared&n=3&via=block",
                             "/state?scope=shared&n=3&via=pool",
                             "/state?scope=all",
                             "/state?n=1000001",
                             "/crash",
                             "/hang",
                             "/leak?kb=1",
                             "/io?ms=-1",
                             "/io?ms=x",
                             "/io?msec=1",
                             "/io?ms=1&ms=2",
                             "/io?via=x",
                             "/cpu?via=await",
                             "/work?do=cpu:1@await",
                             "/work?do=",
                             "/bytes?n=67108865",
                             "/hello?x=1",
                             "/nothing",
                             "/%2e%2e/x",
                             "/echo"}) {
    all.push_back({request_to(target)});
    all.push_back({request_to(target, "HEAD"), Method::kHead});
    all.push_back({request_to(target, "DELETE")});
  }
  const std::string text = "some text";
  all.push_back({request_to("/echo", "POST", "Content-Length: 9\r\n") + text});
  all.push_back({request_to("/echo", "POST", "Transfer-Encoding: chunked\r\n") +
                 "4\r\nsome\r\n5;x=y\r\n text\r\n0\r\nA: b\r\n\r\n"});
  all.push_back({request_to("/echo", "POST")});
  all.push_back({request_to("/hello", "POST", "Content-Length: 9\r\n") + text});
  all.push_back({"GET /hello HTTP/1.0\r\n\r\n"});
  all.push_back({"GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"});
  all.push_back({"GET /hello HTTP/1.1\r\n\r\n"});
  all.push_back({"BREW /hello HTTP/1.1\r\nHost: a\r\n\r\n"});
  all.push_back({"GET /hello HTTP/2.0\r\nHost: a\r\n\r\n"});
  all.push_back({"nonsense\r\n\r\n"});
  all.push_back({request_to("/", "GET", "Accept: text/html\r\n")});
  return all;
}

TEST(ServerModels, GiveEqualAnswersToEqualRequests) {
  std::vector<std::unique_ptr<ServerUnderTest>> servers;
  for (const auto& kind : server_kinds()) {
    servers.push_back(std::make_unique<ServerUnderTest>(kind.flags));
  }
  for (const auto& asked : one_of_each()) {
    const auto first = answer(*servers[0], asked.request, asked.method);
    EXPECT_THAT(first, testing::MatchesRegex("[2-5][0-9][0-9] .*[\n]?")) << asked.request;
    for (std::size_t i = 1; i < servers.size(); ++i) {
      EXPECT_EQ(first, answer(*servers[i], asked.request, asked.method))
          << server_kinds()[i].name << " differs from process at " << asked.request;
    }
  }
}

TEST_P(ServerEndpoints, TellWhoAnsweredInBodyAndHeaders) {
  const ServerUnderTest server(flags());
  const auto reply = server.get("/io?ms=3");
  const auto body = json::parse(reply.body);
  EXPECT_EQ(body.at("model").as_string(), is("hybrid") ? "async" : GetParam().name);
  EXPECT_EQ(reply.worker, fmt::format("{}/{}/{}", body.at("worker").as_int64(),
                                      body.at("pid").as_int64(), body.at("thread").as_int64()));
  EXPECT_EQ(body.at("pid").as_int64() == body.at("thread").as_int64(), !is("thread"));
  EXPECT_THAT(std::string(reply.field("Server-Timing")), StartsWith("wait;dur="));
  EXPECT_EQ(reply.field("Content-Type"), "application/json");
  EXPECT_EQ(server.number("/pid", static_cast<int>(body.at("worker").as_int64())),
            body.at("pid").as_int64());
}

TEST_P(ServerEndpoints, RunEachStepAsViaSaysOrBlockingWhereTheModelCannot) {
  const ServerUnderTest server(flags());
  const bool loop = is("async") || is("hybrid");
  const auto ran = [&](std::string_view target) {
    std::string all;
    const auto body = json::parse(server.get(target).body);
    for (const auto& step : body.at("steps").as_array()) {
      all += std::string(step.at("ran").as_string()) + " ";
    }
    return all;
  };
  EXPECT_EQ(ran("/io?ms=1"), loop ? "await " : "block ");
  EXPECT_EQ(ran("/io?ms=1&via=pool"), loop ? "pool " : "block ");
  EXPECT_EQ(ran("/block?ms=1"), "block ");
  EXPECT_EQ(ran("/cpu?ms=1"), "block ");
  EXPECT_EQ(ran("/cpu?ms=1&via=pool"), loop ? "pool " : "block ");
  EXPECT_EQ(ran("/work?do=io:1,cpu:1@pool,block:1"),
            loop ? "await pool block " : "block block block ");
}

TEST_P(ServerEndpoints, TakeAtLeastTheTimeAskedFor) {
  const ServerUnderTest server(flags());
  const auto steps = json::parse(server.get("/mix?io=30&cpu=20").body).at("steps").as_array();
  EXPECT_GE(steps[0].at("took_ms").to_number<double>(), 30);
  EXPECT_GE(steps[1].at("took_ms").to_number<double>(), 20);
  EXPECT_GE(steps[1].at("cpu_ms").to_number<double>(), 20);
  EXPECT_LT(steps[0].at("cpu_ms").to_number<double>(), 10);
}

TEST_P(ServerEndpoints, SendBytesOfEverySizeUpToTheCap) {
  const ServerUnderTest server(flags());
  for (const std::size_t n : {0u, 1u, 65535u, 65536u, 65537u, 1048576u}) {
    const auto reply = server.get("/bytes?n=" + std::to_string(n));
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.body, std::string(n, 'x'));
  }
  const auto most = server.get("/bytes?n=67108864", Method::kHead);
  EXPECT_EQ(most.field("Content-Length"), "67108864");
  EXPECT_EQ(most.body_bytes, 0u);
}

TEST_P(ServerEndpoints, EchoBodiesSizedAndChunkedUpToTheLimit) {
  const ServerUnderTest server(flags());
  for (const std::size_t n : {0u, 1u, 4096u, 100'000u, 1'048'576u}) {
    std::string body(n, 'a');
    for (std::size_t i = 0; i < n; ++i) body[i] = static_cast<char>(i * 7);
    RawClient client(server);
    ASSERT_TRUE(client.send(request_to("/echo", "POST", fmt::format("Content-Length: {}\r\n", n))));
    ASSERT_TRUE(client.send(body));
    const auto sized = client.reply();
    ASSERT_TRUE(sized) << n;
    EXPECT_EQ(sized->body, body);

    ASSERT_TRUE(client.send(request_to("/echo", "POST", "Transfer-Encoding: chunked\r\n")));
    for (std::size_t at = 0; at < n; at += 10'000) {
      const auto piece = body.substr(at, 10'000);
      ASSERT_TRUE(client.send(fmt::format("{:x}\r\n{}\r\n", piece.size(), piece)));
    }
    ASSERT_TRUE(client.send("0\r\n\r\n"));
    const auto chunked = client.reply();
    ASSERT_TRUE(chunked) << n;
    EXPECT_EQ(chunked->body, body);
    EXPECT_TRUE(chunked->keep_alive);
  }
}

TEST_P(ServerEndpoints, AnswerHeadWithTheHeadersOfGetAndNoBody) {
  const ServerUnderTest server(flags());
  for (const auto* target :
       {"/", "/hello", "/io?ms=1", "/bytes?n=100000", "/nothing", "/io?ms=x"}) {
    RawClient client(server);
    ASSERT_TRUE(client.send(request_to(target, "HEAD") + request_to("/hello")));
    const auto head = client.reply(Method::kHead);
    const auto after = client.reply();
    ASSERT_TRUE(head && after) << target;
    EXPECT_EQ(after->body, "hello\n") << "a body followed the head of " << target;
    const auto get = client.ask(target);
    EXPECT_EQ(head->status, get.status);
    EXPECT_EQ(head->field("Content-Type"), get.field("Content-Type"));
    if (std::string_view(target) != "/io?ms=1") {  // whose times differ
      EXPECT_EQ(head->field("Content-Length"), get.field("Content-Length")) << target;
    }
  }
}

TEST_P(ServerEndpoints, ShowTheHostOfTheClientInCurlLines) {
  const ServerUnderTest server(flags());
  EXPECT_THAT(server.get("/").body, HasSubstr("curl 'http://" + server.url("/").authority()));
}

TEST(FullPool, IsRefusedAtOnceWith503AndRetryAfter) {
  const ServerUnderTest server({"--model", "async", "--pool", "1", "--pool-queue", "0"});
  RawClient holder(server);
  ASSERT_TRUE(holder.send(request_to("/io?ms=1000&via=pool")));
  ASSERT_TRUE(server.eventually_sums("/pool/busy", 1));
  const auto refused = server.get("/cpu?ms=1&via=pool");
  EXPECT_EQ(refused.status, 503);
  EXPECT_EQ(refused.field("Retry-After"), "1");
  EXPECT_EQ(server.get("/io?ms=1").status, 200) << "what needs no pool goes on";
  EXPECT_EQ(server.sum("/pool/refused"), 1);
  EXPECT_EQ(server.sum("/requests/5xx"), 1);
  EXPECT_EQ(holder.reply().value_or(ReceivedReply{}).status, 200);
  EXPECT_EQ(server.get("/cpu?ms=1&via=pool").status, 200) << "the place is free again";
}

TEST(FullPool, QueuesWhatTheQueueHolds) {
  const ServerUnderTest server({"--model", "async", "--pool", "1", "--pool-queue", "2"});
  std::vector<std::unique_ptr<RawClient>> clients;
  for (int i = 0; i < 4; ++i) {
    clients.push_back(std::make_unique<RawClient>(server));
    ASSERT_TRUE(clients.back()->send(request_to("/io?ms=300&via=pool")));
  }
  std::vector<int> statuses;
  statuses.reserve(clients.size());
  for (auto& client : clients) statuses.push_back(client->reply().value_or(ReceivedReply{}).status);
  std::sort(statuses.begin(), statuses.end());
  EXPECT_THAT(statuses, testing::ElementsAre(200, 200, 200, 503));
}

}  // namespace
}  // namespace lab
