// Claims about replies: JSON of steps, headers that tell who answered, the index for people.
#include "server/render.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "server/endpoints.hpp"
#include "tests/unit/server/body_of.hpp"

namespace lab {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

const Identity kServed{ModelKind::kAsync, 3, 1234, 5678};

Outcome two_steps() {
  return {
      kServed,
      {{"wait", Via::kAwait, 20ms, 20123456ns, 0ms, {}}, {"cpu", Via::kPool, 5ms, 7ms, 5001us, {}}},
      JobFault::kNone};
}

TEST(StepsReply, IsJsonThatTellsWhoAndWhat) {
  const auto reply = render_steps({}, two_steps());
  EXPECT_EQ(reply.status, Status::kOk);
  EXPECT_EQ(reply.content_type, "application/json");
  EXPECT_EQ(body_of(reply),
            R"({"model":"async","worker":3,"pid":1234,"thread":5678,"took_ms":27.123,"steps":[)"
            R"({"work":"wait","ran":"await","asked_ms":20,"took_ms":20.123,"cpu_ms":0},)"
            R"({"work":"cpu","ran":"pool","asked_ms":5,"took_ms":7,"cpu_ms":5.001}]})"
            "\n");
}

TEST(Provenance, NamesWorkerProcessAndThread) {
  Reply reply;
  add_provenance(reply, {kServed, {}, JobFault::kNone});
  EXPECT_EQ(reply.fields, "X-Worker: 3/1234/5678\r\n");
}

TEST(Provenance, TellsTheTimesOfSteps) {
  Reply reply;
  add_provenance(reply, two_steps());
  EXPECT_EQ(reply.fields,
            "X-Worker: 3/1234/5678\r\nServer-Timing: wait;dur=20.123, cpu;dur=7.000\r\n");
}

Outcome one_step(std::string_view work, StepResult result, JobFault fault = JobFault::kNone) {
  return {kServed, {{work, Via::kBlock, std::nullopt, 3ms, 1ms, result}}, fault};
}

TEST(StateReply, TellsTheCounter) {
  const StateResult result{{StateScope::kShared, 5}, 5, 1005, {}};
  EXPECT_EQ(body_of(render_state({}, one_step("state", result))),
            R"({"model":"async","worker":3,"pid":1234,"thread":5678,"took_ms":3,"steps":[)"
            R"({"work":"state","ran":"block","took_ms":3,"cpu_ms":1}],)"
            R"("scope":"shared","value":1005,"added":5})"
            "\n");
}

TEST(LeakReply, TellsWhatHasLeakedInAll) {
  EXPECT_EQ(body_of(render_leak({}, one_step("leak", LeakResult{4096, 12288}))),
            R"({"model":"async","worker":3,"pid":1234,"thread":5678,"took_ms":3,"steps":[)"
            R"({"work":"leak","ran":"block","took_ms":3,"cpu_ms":1}],)"
            R"("leaked_bytes":4096,"leaked_bytes_total":12288})"
            "\n");
}

Reply state_fault(int error) {
  const StateResult result{
      {StateScope::kShared, 5}, 2, 1002, {error, boost::system::system_category()}};
  return render_fault(one_step("state", result, JobFault::kStateFailed));
}

TEST(StateFaultReply, SaysHowManyAddsCounted) {
  const auto broken = state_fault(ECONNRESET);
  EXPECT_EQ(broken.status, Status::kUnavailable);
  EXPECT_EQ(broken.fields, "Retry-After: 1\r\n");
  EXPECT_EQ(body_of(broken),
            "the connection to the admin process, which keeps the shared counter, failed "
            "(Connection reset by peer): 2 of 5 adds are done, and at most one more\n");
  const auto silent = state_fault(ETIMEDOUT);
  EXPECT_EQ(silent.status, Status::kGatewayTimeout);
  EXPECT_EQ(body_of(silent),
            "the admin process, which keeps the shared counter, does not answer: 2 of 5 adds are "
            "done, and at most one more\n");
}

TEST(DatabaseReply, TellsWhatWasFoundAndWhere) {
  DatabaseResult result{Database{7}};
  result.engine = "sqlite";
  result.found = 7;
  result.checksum = 0xabc;
  result.attempts = 1;
  EXPECT_EQ(body_of(render_database({}, one_step("database", result))),
            R"({"model":"async","worker":3,"pid":1234,"thread":5678,"took_ms":3,"steps":[)"
            R"({"work":"database","ran":"block","took_ms":3,"cpu_ms":1}],)"
            R"("database":"sqlite",)"
            R"("note":"SQLite has no asynchronous form, so an event loop hands it to its pool",)"
            R"("rows":7,"crc32":"00000abc","attempts":1})"
            "\n");
}

TEST(DatabaseReply, NeedsNoExcuseWithPostgresql) {
  DatabaseResult result{Database{7}};
  result.engine = "postgresql";
  EXPECT_THAT(body_of(render_database({}, one_step("database", result))), Not(HasSubstr("note")));
}

TEST(DatabaseFaultReply, IsTheStatusOfItsFault) {
  const std::vector<std::pair<DatabaseFault, Status>> rows{
      {DatabaseFault::kNoConnection, Status::kUnavailable},
      {DatabaseFault::kUnreachable, Status::kUnavailable},
      {DatabaseFault::kTimedOut, Status::kGatewayTimeout},
      {DatabaseFault::kBroken, Status::kBadGateway},
      {DatabaseFault::kBusy, Status::kUnavailable},
      {DatabaseFault::kFull, Status::kInsufficientStorage},
      {DatabaseFault::kFailed, Status::kInternalError}};
  for (const auto& [fault, status] : rows) {
    DatabaseResult result{Database{7}};
    result.fault = fault;
    result.reason = "it said so";
    const auto reply = render_fault(one_step("database", result, JobFault::kDatabaseFailed));
    EXPECT_EQ(reply.status, status);
    EXPECT_EQ(reply.fields, status == Status::kUnavailable ? "Retry-After: 1\r\n" : "");
  }
}

TEST(DatabaseFaultReply, SaysWhatSqliteSaysAndKeepsToItselfWhatPostgresqlDoes) {
  DatabaseResult result{Database{7}};
  result.fault = DatabaseFault::kBroken;
  result.reason = "it said so";
  result.engine = kSqlite;
  EXPECT_EQ(body_of(render_fault(one_step("database", result, JobFault::kDatabaseFailed))),
            "the database did not do it: it said so\n");
  result.engine = "postgresql";
  EXPECT_EQ(body_of(render_fault(one_step("database", result, JobFault::kDatabaseFailed))),
            "the database did not do it\n");
}

Reply network_fault(int error) {
  NetworkResult result;
  result.error = {error, boost::system::system_category()};
  return render_fault(one_step("network", result, JobFault::kNetworkFailed));
}

TEST(NetworkFaultReply, TellsWhoseFaultItIs) {
  EXPECT_EQ(network_fault(ECONNREFUSED).status, Status::kBadGateway);
  EXPECT_EQ(network_fault(ETIMEDOUT).status, Status::kGatewayTimeout);
  for (const int shortage : {EMFILE, ENFILE}) {
    EXPECT_EQ(network_fault(shortage).status, Status::kUnavailable);
    EXPECT_EQ(network_fault(shortage).fields, "Retry-After: 1\r\n");
  }
}

TEST(DiskFaultReply, TellsARoomThatIsFullFromADiskThatFails) {
  const auto status_of = [](int error) {
    DiskResult result;
    result.error = {error, boost::system::system_category()};
    return render_fault(one_step("disk", result, JobFault::kDiskFailed)).status;
  };
  for (const int full : {ENOSPC, EFBIG, EDQUOT}) {
    EXPECT_EQ(status_of(full), Status::kInsufficientStorage) << full;
  }
  EXPECT_EQ(status_of(EIO), Status::kInternalError);
}

TEST(FaultReply, IsA503ThatSaysWhenToComeBack) {
  const auto reply = render_fault({kServed, {}, JobFault::kPoolFull});
  EXPECT_EQ(reply.status, Status::kUnavailable);
  EXPECT_EQ(reply.fields, "Retry-After: 1\r\n");
  EXPECT_THAT(body_of(reply), AllOf(HasSubstr("--pool"), HasSubstr("--pool-queue")));
}

TEST(FaultReply, ComesInsteadOfThePlannedOne) {
  Request request;
  request.path = "/io";
  const auto planned = std::get<Plan>(plan(request, {}));
  const auto reply = render(planned, request, {kServed, {}, JobFault::kPoolFull});
  EXPECT_EQ(reply.status, Status::kUnavailable);
  EXPECT_THAT(reply.fields, AllOf(HasSubstr("Retry-After: 1"), HasSubstr("X-Worker: 3/")));
}

TEST(PlainReplies, AreShortText) {
  EXPECT_EQ(body_of(render_healthz({}, {})), "ok\n");
  EXPECT_EQ(body_of(render_hello({}, {})), "hello\n");
  EXPECT_EQ(render_hello({}, {}).content_type, "text/plain; charset=utf-8");
}

TEST(EchoReply, IsTheBodyAndNeverItsClaimedType) {
  Request request;
  request.content_type = "text/html";
  request.body = std::string("<script>\0", 9);
  const auto reply = render_echo(request, {});
  EXPECT_EQ(body_of(reply), request.body);
  EXPECT_EQ(reply.content_type, "application/octet-stream");
}

std::string index_for(std::string_view accept, std::string_view host) {
  Request request;
  request.path = "/";
  request.accept = accept;
  request.host = host;
  return body_of(render_index(request, {kServed, {}, JobFault::kNone}));
}

TEST(Index, ListsEveryEndpointWithACurlLineToTry) {
  const auto text = index_for("*/*", "lab:8083");
  const auto html = index_for("text/html,*/*", "lab:8083");
  for (const auto& endpoint : endpoints()) {
    const auto target = std::string(endpoint.example.substr(0, endpoint.example.find(' ')));
    EXPECT_THAT(text, HasSubstr("curl 'http://lab:8083" + target + "'"));
    EXPECT_THAT(text, HasSubstr(std::string(endpoint.summary)));
    for (const auto& parameter : endpoint.parameters) {
      EXPECT_THAT(text, HasSubstr(fmt::format("{}={}", parameter.name, parameter.fallback)));
      EXPECT_THAT(text, HasSubstr(accepted_values(parameter)));
    }
  }
  EXPECT_THAT(text, Not(HasSubstr("<")));
  EXPECT_THAT(html, HasSubstr("<!doctype html>"));
}

TEST(Index, EscapesWhatStandsInHtml) {
  const auto html = index_for("text/html", "lab:8083");
  EXPECT_THAT(html, HasSubstr("/mix?io=40&amp;cpu=5"));
  EXPECT_THAT(html, Not(HasSubstr("40&cpu")));
}

TEST(Index, LinksNothingThatHarmsTheServer) {
  const auto html = index_for("text/html", "lab:8083");
  EXPECT_THAT(html, HasSubstr("href=\"/hello\""));
  EXPECT_THAT(html, Not(HasSubstr("href=\"/crash\"")));
}

TEST(Index, ShowsNoHostThatWouldNeedQuoting) {
  for (const std::string_view host : {"<script>", "a'b", "a\"b", "a b", "a&b", "$(x)", ""}) {
    for (const std::string_view accept : {"text/html", "*/*"}) {
      EXPECT_THAT(index_for(accept, host), HasSubstr("http://127.0.0.1:8080/hello")) << host;
    }
  }
  EXPECT_THAT(index_for("*/*", "[::1]:8080"), HasSubstr("curl 'http://[::1]:8080/hello'"));
}

TEST(BytesReply, HasTheSizeAskedForWithoutBeingHeldInMemory) {
  Request request;
  request.path = "/bytes";
  request.query = "n=67108864";
  const auto reply =
      render(std::get<Plan>(plan(request, {})), request, {kServed, {}, JobFault::kNone});
  EXPECT_EQ(reply.body_size(), 67'108'864u);
  EXPECT_TRUE(std::holds_alternative<Filler>(reply.body));
}

}  // namespace
}  // namespace lab
