// Claims about THE table: what each request plans, or how it is refused.
#include "server/endpoints.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/server/body_of.hpp"

namespace lab {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

Request get(std::string_view path, std::string_view query = "", Method method = Method::kGet) {
  Request request;
  request.method = method;
  request.path = path;
  request.query = query;
  return request;
}

Request target_of(std::string_view example, Method method) {
  const auto target = example.substr(0, example.find(' '));
  const auto mark = target.find('?');
  const auto query = mark == std::string_view::npos ? "" : target.substr(mark + 1);
  return get(target.substr(0, mark), query, method);
}

constexpr PlanRules kChaos{.chaos = true};  // so that every endpoint may be planned
constexpr PlanRules kNoChaos{};

Job job_of(const Request& request) {
  const auto planned = plan(request, kChaos);
  const auto* accepted = std::get_if<Plan>(&planned);
  EXPECT_NE(accepted, nullptr) << request.path << '?' << request.query;
  return accepted == nullptr ? Job{} : accepted->job;
}

Reply refusal(const Request& request, const PlanRules& rules = kChaos) {
  auto reply = refusal_of(request, rules);
  EXPECT_TRUE(reply) << request.path << '?' << request.query;
  return reply.value_or(Reply{});
}

TEST(Endpoints, PlanTheirExamples) {
  for (const auto& endpoint : endpoints()) {
    const auto request = target_of(endpoint.example, endpoint.methods.front());
    EXPECT_EQ(request.path, endpoint.path);
    EXPECT_FALSE(refusal_of(request, kChaos)) << endpoint.example;
  }
}

TEST(Endpoints, AcceptTheirOwnFallbacks) {
  for (const auto& endpoint : endpoints()) {
    for (const auto& parameter : endpoint.parameters) {
      const std::string query = fmt::format("{}={}", parameter.name, parameter.fallback);
      const auto with = get(endpoint.path, query, endpoint.methods.front());
      const auto without = get(endpoint.path, "", endpoint.methods.front());
      EXPECT_EQ(job_of(with), job_of(without)) << endpoint.path << '?' << query;
    }
  }
}

TEST(Endpoints, HaveDistinctPathsAndASummary) {
  for (const auto& one : endpoints()) {
    EXPECT_FALSE(one.summary.empty()) << one.path;
    int same = 0;
    for (const auto& other : endpoints()) same += one.path == other.path ? 1 : 0;
    EXPECT_EQ(same, 1) << one.path;
  }
}

TEST(Endpoints, AreThoseOfTheContract) {
  std::vector<std::string_view> paths;
  for (const auto& endpoint : endpoints()) paths.push_back(endpoint.path);
  EXPECT_THAT(paths, testing::IsSupersetOf(
                         {"/", "/healthz", "/hello", "/io", "/block", "/cpu", "/io/database",
                          "/io/disk", "/cpu/primes", "/cpu/compress", "/cpu/infer", "/work", "/mix",
                          "/state", "/echo", "/bytes", "/crash", "/hang", "/leak"}));
}

TEST(Plan, OfRequestsIsTheirStepsAsData) {
  struct Row {
    std::string_view path, query;
    Job job;
  };
  const std::vector<Row> rows{
      {"/", "", {}},
      {"/healthz", "", {}},
      {"/hello", "", {}},
      {"/bytes", "n=5", {}},
      {"/io", "", {{Wait{50ms}, Via::kAwait}}},
      {"/io", "ms=7", {{Wait{7ms}, Via::kAwait}}},
      {"/io", "ms=7&via=block", {{Wait{7ms}, Via::kBlock}}},
      {"/io", "ms=7&via=pool", {{Wait{7ms}, Via::kPool}}},
      {"/io", "ms=60000", {{Wait{60s}, Via::kAwait}}},
      {"/block", "", {{Wait{50ms}, Via::kBlock}}},
      {"/block", "ms=0.5", {{Wait{500us}, Via::kBlock}}},
      {"/cpu", "", {{Burn{10ms}, Via::kBlock}}},
      {"/cpu", "ms=3&via=pool", {{Burn{3ms}, Via::kPool}}},
      {"/io/database", "", {{Database{10}, Via::kPool}}},
      {"/io/database", "via=auto&rows=0", {{Database{0}, Via::kPool}}},
      {"/io/database", "rows=1000&via=block", {{Database{1000}, Via::kBlock}}},
      {"/io/disk", "", {{Disk{64 * 1024}, Via::kPool}}},
      {"/io/disk", "kb=0&via=block", {{Disk{0}, Via::kBlock}}},
      {"/cpu/primes", "", {{Primes{1'000'000}, Via::kBlock}}},
      {"/cpu/primes", "n=7&via=pool", {{Primes{7}, Via::kPool}}},
      {"/cpu/compress", "", {{Compress{256 * 1024}, Via::kBlock}}},
      {"/cpu/infer", "n=3", {{Infer{3}, Via::kBlock}}},
      {"/mix", "", {{Wait{40ms}, Via::kAwait}, {Burn{5ms}, Via::kBlock}}},
      {"/mix", "cpu=0&io=1", {{Wait{1ms}, Via::kAwait}, {Burn{0ms}, Via::kBlock}}},
      {"/state", "", {{State{StateScope::kLocal, 1}, Via::kBlock}}},
      {"/state", "n=7&via=await", {{State{StateScope::kLocal, 7}, Via::kBlock}}},
      {"/state", "n=7&via=block", {{State{StateScope::kLocal, 7}, Via::kBlock}}},
      {"/state", "n=7&via=pool", {{State{StateScope::kLocal, 7}, Via::kPool}}},
      {"/state", "scope=shared", {{State{StateScope::kShared, 1}, Via::kAwait}}},
      {"/state", "scope=shared&n=0", {{State{StateScope::kShared, 0}, Via::kAwait}}},
      {"/state", "scope=shared&via=block", {{State{StateScope::kShared, 1}, Via::kBlock}}},
      {"/state",
       "via=pool&scope=shared&n=1000000",
       {{State{StateScope::kShared, 1'000'000}, Via::kPool}}},
      {"/crash", "", {{Crash{}, Via::kBlock}}},
      {"/hang", "", {{Hang{}, Via::kBlock}}},
      {"/leak", "", {{Leak{1024 * 1024}, Via::kBlock}}},
      {"/leak", "kb=0", {{Leak{0}, Via::kBlock}}},
      {"/leak", "kb=65536", {{Leak{64 * 1024 * 1024}, Via::kBlock}}},
      {"/work", "", {{Wait{20ms}, Via::kAwait}, {Burn{5ms}, Via::kBlock}}},
      {"/work", "do=block:2,cpu:1@pool", {{Wait{2ms}, Via::kBlock}, {Burn{1ms}, Via::kPool}}}};
  for (const auto& row : rows) {
    EXPECT_EQ(job_of(get(row.path, row.query)), row.job) << row.path << '?' << row.query;
  }
}

TEST(Plan, OfBlockIsThatOfIoViaBlock) {
  EXPECT_EQ(job_of(get("/block", "ms=9")), job_of(get("/io", "ms=9&via=block")));
}

TEST(Plan, RefusesUnknownPathsWith404) {
  for (const std::string_view path : {"/nothing", "/io/", "/IO", "//", "/hello/x", "*"}) {
    const auto reply = refusal(get(path));
    EXPECT_EQ(reply.status, Status::kNotFound) << path;
    EXPECT_EQ(body_of(reply), fmt::format("there is no {} here: / lists every endpoint\n", path));
  }
}

TEST(Plan, NeverReflectsBytesOfThePathUnescaped) {
  const auto reply = refusal(get("/a\x01\xff"));
  EXPECT_EQ(body_of(reply), "there is no /a\\x01\\xff here: / lists every endpoint\n");
  EXPECT_EQ(reply.fields, "");
}

TEST(Plan, RefusesOtherMethodsWith405AndAllow) {
  for (const auto method : {Method::kPost, Method::kPut, Method::kDelete, Method::kOptions,
                            Method::kPatch, Method::kTrace, Method::kConnect}) {
    const auto reply = refusal(get("/hello", "", method));
    EXPECT_EQ(reply.status, Status::kMethodNotAllowed);
    EXPECT_EQ(reply.fields, "Allow: GET, HEAD\r\n");
    EXPECT_THAT(body_of(reply), HasSubstr(std::string(method_name(method))));
  }
  const auto reply = refusal(get("/echo"));
  EXPECT_EQ(reply.status, Status::kMethodNotAllowed);
  EXPECT_EQ(reply.fields, "Allow: POST\r\n");
}

TEST(Plan, TakesHeadWhereverGetIsTakenAndNowhereElse) {
  for (const auto& endpoint : endpoints()) {
    const auto request = target_of(endpoint.example, Method::kHead);
    const bool takes_get = endpoint.methods.front() == Method::kGet;
    EXPECT_EQ(!refusal_of(request, kChaos), takes_get) << endpoint.path;
    if (takes_get) {
      EXPECT_EQ(job_of(request), job_of(target_of(endpoint.example, Method::kGet)));
    }
  }
}

TEST(Plan, RefusesBadParametersWith400AndTheSentence) {
  const auto reply = refusal(get("/io", "ms=60001"));
  EXPECT_EQ(reply.status, Status::kBadRequest);
  EXPECT_EQ(body_of(reply),
            "parameter ms=60001 is refused: accepted are milliseconds from 0 to 60000, decimals to "
            "0.001\n");
}

TEST(Plan, RefusesBadParametersOnEveryEndpoint) {
  for (const auto& endpoint : endpoints()) {
    const auto reply = refusal(get(endpoint.path, "bogus=1", endpoint.methods.front()));
    EXPECT_EQ(reply.status, Status::kBadRequest) << endpoint.path;
    EXPECT_THAT(body_of(reply), HasSubstr("parameter bogus is unknown"));
  }
}

TEST(Plan, RefusesToHarmTheServerUnlessThatWasAllowed) {
  for (const auto& endpoint : endpoints()) {
    const auto method = endpoint.methods.front();
    EXPECT_EQ(refusal_of(get(endpoint.path, "", method), kNoChaos).has_value(), endpoint.chaos)
        << endpoint.path;
  }
  for (const std::string_view path : {"/crash", "/hang", "/leak"}) {
    for (const auto method : {Method::kGet, Method::kHead}) {
      for (const std::string_view query : {"", "bogus=1"}) {
        const auto reply = refusal(get(path, query, method), kNoChaos);
        EXPECT_EQ(reply.status, Status::kForbidden);
        EXPECT_EQ(body_of(reply), fmt::format("{} harms this server, which was not allowed: start "
                                              "the server with --chaos\n",
                                              path));
      }
    }
    const auto post = refusal(get(path, "", Method::kPost), kNoChaos);
    EXPECT_EQ(post.status, Status::kMethodNotAllowed);
  }
}

TEST(EmbeddedBackend, NeverHoldsItsOneThread) {
  for (const auto* query : {"ms=20", "ms=20&via=block", "ms=20&via=pool"}) {
    const auto planned = plan(get("/io", query), {.backend = true});
    EXPECT_EQ(std::get<Plan>(planned).job, (Job{{Wait{20ms}, Via::kAwait}})) << query;
  }
}

constexpr PlanRules kPostgres{.postgres = true};

Job postgres_job(std::string_view query) {
  const auto planned = plan(get("/io/database", query), kPostgres);
  const auto* accepted = std::get_if<Plan>(&planned);
  EXPECT_NE(accepted, nullptr) << query;
  return accepted == nullptr ? Job{} : accepted->job;
}

TEST(Plan, LetsPostgresWaitAndBeAwaited) {
  EXPECT_EQ(postgres_job(""), (Job{{Database{10}, Via::kAwait}}));
  EXPECT_EQ(postgres_job("ms=20&rows=3"), (Job{{Database{3, 20ms}, Via::kAwait}}));
  EXPECT_EQ(postgres_job("ms=20&via=await"), (Job{{Database{10, 20ms}, Via::kAwait}}));
  EXPECT_EQ(postgres_job("via=pool"), (Job{{Database{10}, Via::kPool}}));
  EXPECT_EQ(postgres_job("via=block"), (Job{{Database{10}, Via::kBlock}}));
}

TEST(Plan, SaysWhatSqliteCannotDo) {
  const auto wait = refusal(get("/io/database", "ms=20"));
  EXPECT_EQ(wait.status, Status::kBadRequest);
  EXPECT_THAT(body_of(wait), HasSubstr("SQLite does not wait"));
  const auto await = refusal(get("/io/database", "via=await"));
  EXPECT_EQ(await.status, Status::kBadRequest);
  EXPECT_THAT(body_of(await), HasSubstr("SQLite has no asynchronous form"));
  EXPECT_FALSE(refusal_of(get("/io/database", "ms=0"), kNoChaos));
}

TEST(Plan, CapsRows) {
  for (const auto& rules : {kNoChaos, kPostgres}) {
    EXPECT_EQ(body_of(refusal(get("/io/database", "rows=1001"), rules)),
              "parameter rows=1001 is refused: accepted are whole numbers from 0 to 1000\n");
  }
}

TEST(Plan, CapsAddsAndLeaks) {
  EXPECT_EQ(body_of(refusal(get("/state", "n=1000001"))),
            "parameter n=1000001 is refused: accepted are whole numbers from 0 to 1000000\n");
  EXPECT_EQ(body_of(refusal(get("/leak", "kb=65537"))),
            "parameter kb=65537 is refused: accepted are whole numbers from 0 to 65536\n");
}

TEST(Plan, CapsTheTimeOfAllStepsTogether) {
  EXPECT_FALSE(refusal_of(get("/work", "do=io:30000,cpu:20000,block:10000"), kNoChaos));
  EXPECT_FALSE(refusal_of(get("/mix", "io=60000&cpu=0"), kNoChaos));
  EXPECT_EQ(body_of(refusal(get("/work", "do=io:30000,cpu:20000,block:10000.001"))),
            "the steps ask for 60000.001 ms together: accepted are 0 to 60000\n");
  EXPECT_EQ(refusal(get("/mix", "io=60000&cpu=1")).status, Status::kBadRequest);
}

TEST(Plan, CapsBytesAt64MiB) {
  EXPECT_FALSE(refusal_of(get("/bytes", "n=67108864"), kNoChaos));
  EXPECT_EQ(body_of(refusal(get("/bytes", "n=67108865"))),
            "parameter n=67108865 is refused: accepted are whole numbers from 0 to 67108864\n");
}

}  // namespace
}  // namespace lab
