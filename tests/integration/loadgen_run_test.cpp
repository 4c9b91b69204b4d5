// The real `loadgen run` against a server that misbehaves: classes, counts and exit codes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <cstdio>
#include <thread>

#include "tests/support/fault_server.hpp"
#include "tests/support/program.hpp"

namespace lab {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;
using testing::ContainsRegex;
using testing::HasSubstr;

ChildProcess start_loadgen(const std::vector<std::string>& arguments) {
  return start_program("loadgen", arguments);
}

Finished loadgen(const std::vector<std::string>& arguments) {
  return run_program("loadgen", arguments);
}

/// A run with its JSON, in which every request due must have ended in exactly one class.
struct Run {
  ExitCode code = -1;
  json::value report;
  std::string errors;

  std::int64_t number(const char* pointer) const {
    const auto& value = report.at_pointer(pointer);
    return value.is_int64() ? value.as_int64() : static_cast<std::int64_t>(value.as_uint64());
  }
  std::int64_t count(const std::string& outcome) const {
    return number(("/requests/classes/" + outcome).c_str());
  }
  std::int64_t due() const { return number("/requests/due"); }
  double ms(const std::string& figure) const {
    return report.at_pointer("/latency/" + figure + "/ms").to_number<double>();
  }
  bool at_least(const std::string& figure) const {
    return report.at_pointer("/latency/" + figure + "/at_least").as_bool();
  }
};

void expect_identity(const Run& run) {
  std::int64_t sum = 0;
  for (const auto& [name, value] : run.report.at_pointer("/requests/classes").as_object()) {
    sum += value.to_number<std::int64_t>();
  }
  EXPECT_EQ(run.due(), sum);
  EXPECT_EQ(run.due(), run.number("/requests/answered") + run.number("/requests/failed") +
                           run.number("/requests/open") + run.number("/requests/unsent"));
}

Run parsed(const Finished& done) {
  boost::system::error_code error;
  Run run{done.code, json::parse(done.out, error), done.errors};
  if (error) {
    ADD_FAILURE() << "no JSON on stdout: " << done.out << done.errors;
    run.report = json::parse(R"({"requests":{"due":-1,"classes":{}}})");
    return run;
  }
  expect_identity(run);
  return run;
}

Run run_json(const FaultServer& server, std::string_view path, std::vector<std::string> options) {
  std::vector<std::string> arguments{"run", server.url(path), "--json", "-"};
  arguments.insert(arguments.end(), options.begin(), options.end());
  return parsed(loadgen(arguments));
}

// --- G1, G2: replies of every shape ---

struct Shape {
  const char* path;
  const char* outcome;
};

void PrintTo(const Shape& shape, std::ostream* out) { *out << shape.path; }

class EveryShape : public testing::TestWithParam<Shape> {};

TEST_P(EveryShape, EndsInItsClass) {
  FaultServer server;
  const auto run = run_json(server, GetParam().path, {"-n", "6", "-c", "3", "--timeout", "500ms"});
  EXPECT_EQ(run.due(), 6);
  EXPECT_EQ(run.count(GetParam().outcome), 6) << json::serialize(run.report);
}

INSTANTIATE_TEST_SUITE_P(Replies, EveryShape,
                         testing::Values(Shape{"/ok", "2xx"}, Shape{"/302", "3xx"},
                                         Shape{"/404", "4xx"}, Shape{"/500", "5xx"},
                                         Shape{"/204", "2xx"}, Shape{"/304", "3xx"},
                                         Shape{"/interim", "2xx"}, Shape{"/chunked", "2xx"},
                                         Shape{"/until-close", "2xx"}, Shape{"/http10", "2xx"},
                                         Shape{"/close-after", "2xx"}, Shape{"/extra", "2xx"},
                                         Shape{"/big-header", "2xx"}, Shape{"/silent", "closed"},
                                         Shape{"/short", "closed"}, Shape{"/garbage", "protocol"},
                                         Shape{"/endless", "timeout"}, Shape{"/stall", "timeout"}));

TEST(LoadgenRun, TakesAReplyToHeadAsOneWithoutABody) {
  FaultServer server;
  const auto run = run_json(server, "/ok", {"-n", "20", "-c", "2", "-m", "HEAD"});
  EXPECT_EQ(run.count("2xx"), 20);
  EXPECT_EQ(run.number("/connections/opened"), 2);
}

TEST(LoadgenRun, KeepsAConnectionAfterEveryReplyThatAllowsIt) {
  FaultServer server;
  for (const auto* path : {"/ok", "/204", "/304", "/interim", "/chunked", "/big-header"}) {
    const auto run = run_json(server, path, {"-n", "20", "-c", "2"});
    EXPECT_EQ(run.number("/connections/opened"), 2) << path;
  }
}

// --- G3, G4: connections that end ---

TEST(LoadgenRun, SendsARequestOnceMoreWhenAKeptConnectionWasClosed) {
  FaultServer server;
  const auto run = run_json(server, "/stale", {"-n", "20", "-c", "2"});
  EXPECT_EQ(run.count("2xx"), 20);
  EXPECT_EQ(run.number("/connections/stale"), 18);  // all but the first of each connection
  EXPECT_EQ(run.code, 0);
}

TEST(LoadgenRun, ReconnectsForEveryRequestWhenTheServerCloses) {
  FaultServer server;
  const auto run = run_json(server, "/close-after", {"-n", "20", "-c", "2"});
  EXPECT_EQ(run.count("2xx"), 20);
  EXPECT_EQ(run.number("/connections/opened"), 20);
  EXPECT_EQ(run.number("/connections/reopened"), 18);
  EXPECT_EQ(run.number("/connections/stale"), 0);
}

TEST(LoadgenRun, OpensAConnectionARequestWithoutKeepAlive) {
  FaultServer server;
  const auto run = run_json(server, "/ok", {"-n", "20", "-c", "2", "--no-keep-alive"});
  EXPECT_EQ(run.count("2xx"), 20);
  EXPECT_EQ(run.number("/connections/opened"), 20);
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
  auto child = start_loadgen(
      {"run", server.url("/ok"), "--json", "-", "-c", "4", "-d", "1s", "--warmup", "0"});
  server.wait_for_requests(100);
  server.refuse();
  const auto run = parsed(finish(std::move(child)));
  EXPECT_EQ(run.code, 0);
  EXPECT_GE(run.count("2xx"), 90);
  EXPECT_GE(run.count("connect"), 4);
  EXPECT_LE(run.count("connect"), 400);  // 4 clients that rest 10 ms at least
}

// --- G6, G7: no good reply ---

TEST(LoadgenRun, FailsWhenEveryReplyIsAnError) {
  FaultServer server;
  const auto run = run_json(server, "/500", {"-n", "10", "-c", "2"});
  EXPECT_EQ(run.code, 1);
  EXPECT_EQ(run.report.at_pointer("/rates/good_per_s").to_number<double>(), 0);
}

TEST(LoadgenRun, ReportsWhatWasNeverAnsweredAsABoundNotAsANumber) {
  FaultServer server;
  const auto done =
      loadgen({"run", server.url("/stall"), "-c", "2", "-d", "300ms", "--warmup", "0"});
  EXPECT_EQ(done.code, 1);
  EXPECT_THAT(done.out, HasSubstr("sent 2 = 0 answered + 0 failed + 2 open"));
  EXPECT_THAT(done.out, HasSubstr(">=2."));  // 300 ms and the grace of 2 s
  EXPECT_THAT(done.out, HasSubstr("2 asked, 2 never answered"));
  EXPECT_THAT(done.out, testing::Not(testing::AnyOf(HasSubstr("nan"), HasSubstr("inf"))));
}

TEST(LoadgenRun, CountsATimeoutOnceAtNoLessThanItsAge) {
  FaultServer server;
  const auto run = run_json(server, "/stall", {"-n", "4", "-c", "2", "--timeout", "100ms"});
  EXPECT_EQ(run.count("timeout"), 4);
  EXPECT_EQ(run.due(), 4);
  EXPECT_GE(run.ms("min"), 100);
  EXPECT_TRUE(run.at_least("p50"));
  EXPECT_EQ(run.code, 1);
}

TEST(LoadgenRun, KeepsTheMedianExactBesideAFewUnanswered) {
  FaultServer server;
  const auto run = parsed(loadgen({"run", server.url(""), "--mix", "9 /ok", "--mix", "1 /stall",
                                   "-n", "100", "-c", "4", "--timeout", "100ms", "--json", "-"}));
  EXPECT_EQ(run.count("2xx"), 90);
  EXPECT_EQ(run.count("timeout"), 10);
  EXPECT_TRUE(run.at_least("p99"));
  EXPECT_FALSE(run.at_least("p50"));
  EXPECT_EQ(run.number("/entries/0/classes/2xx"), 90);
  EXPECT_EQ(run.number("/entries/1/classes/timeout"), 10);
}

TEST(LoadgenRun, ReportsArrivalsThatNeverFoundAFreeConnection) {
  FaultServer server;
  const auto run =
      run_json(server, "/stall", {"-R", "100/s", "-c", "5", "-d", "500ms", "--warmup", "0"});
  EXPECT_EQ(run.due(), 50);
  EXPECT_EQ(run.count("open"), 5);
  EXPECT_EQ(run.count("unsent"), 45);
  EXPECT_EQ(run.report.at("limited_by"), "connections");
}

// --- G8, G11: open loop ---

TEST(LoadgenRun, SeesInOpenLoopAFreezeThatClosedLoopHides) {
  FaultServer server;
  const auto open =
      run_json(server, "/freeze", {"-R", "200/s", "-c", "100", "-d", "2s", "--warmup", "0"});
  const auto closed = run_json(server, "/freeze", {"-c", "1", "-d", "2s", "--warmup", "0"});
  EXPECT_GE(open.ms("p90"), 50);    // a fifth of all arrivals meet the freeze, evenly up to 200 ms
  EXPECT_LE(closed.ms("p99"), 50);  // of its thousands of requests two do
  EXPECT_EQ(open.due(), 400);
}

TEST(LoadgenRun, SendsTheFirstRequestOfASlowScheduleAtOnce) {
  FaultServer server;
  const auto run =
      run_json(server, "/ok", {"-R", "0.2", "-c", "3", "-d", "500ms", "--warmup", "0"});
  EXPECT_EQ(run.due(), 1);
  EXPECT_EQ(run.count("2xx"), 1);
}

// --- G9, G13: exactly what was asked for ---

struct Ask {
  std::vector<std::string> options;
  std::uint64_t requests;
  std::int64_t connections;
};

void PrintTo(const Ask& ask, std::ostream* out) { *out << testing::PrintToString(ask.options); }

class ExactNumber : public testing::TestWithParam<Ask> {};

TEST_P(ExactNumber, IsSent) {
  FaultServer server;
  const auto run = run_json(server, "/ok", GetParam().options);
  EXPECT_EQ(server.requests(), GetParam().requests);
  EXPECT_EQ(run.count("2xx"), static_cast<std::int64_t>(GetParam().requests));
  EXPECT_EQ(run.number("/connections/opened"), GetParam().connections);
}

INSTANTIATE_TEST_SUITE_P(Counts, ExactNumber,
                         testing::Values(Ask{{"-n", "10", "-c", "4"}, 10, 4},
                                         Ask{{"-n", "10", "-t", "3", "-c", "10"}, 10, 10},
                                         Ask{{"-n", "3", "-c", "50"}, 3, 3},
                                         Ask{{"-n", "7", "-c", "3", "-t", "2", "-R", "1k"}, 7, 3}));

TEST(LoadgenRun, SaysThatItUsesFewerConnectionsThanAsked) {
  FaultServer server;
  const auto done = loadgen({"run", server.url("/ok"), "-n", "3", "-c", "50"});
  EXPECT_THAT(done.out, HasSubstr("note: 3 connections instead of 50"));
}

TEST(LoadgenRun, CountsTheWorkersThatAnswered) {
  FaultServer server;
  const auto run = run_json(server, "/ok", {"-n", "10", "-c", "2"});
  EXPECT_EQ(run.report.at("workers").at("0/42"), 10);
}

// --- rounds and expectations ---

TEST(LoadgenRun, RepeatsTheLoadAndReportsRoundByRound) {
  FaultServer server;
  const auto run = run_json(server, "/ok", {"-n", "20", "-c", "2", "--rounds", "3"});
  EXPECT_EQ(run.due(), 60);
  EXPECT_EQ(run.count("2xx"), 60);
  EXPECT_EQ(run.report.at("rounds").as_array().size(), 3u);
  EXPECT_EQ(run.number("/across_rounds/rounds"), 3);
  EXPECT_GT(run.report.at_pointer("/across_rounds/good_per_s/median").to_number<double>(), 0);
  EXPECT_EQ(run.number("/connections/opened"), 6);
}

TEST(LoadgenRun, SaysNothingAcrossASingleRound) {
  FaultServer server;
  const auto run = run_json(server, "/ok", {"-n", "20", "-c", "2"});
  EXPECT_EQ(run.report.at("rounds").as_array().size(), 1u);
  EXPECT_TRUE(run.report.at("across_rounds").is_null());
}

TEST(LoadgenRun, ReportsTheRoundsSoFarWhenInterrupted) {
  FaultServer server;
  auto child = start_loadgen({"run", server.url("/ok"), "--json", "-", "-c", "2", "-d", "500ms",
                              "--warmup", "0", "--rounds", "100"});
  server.wait_for_requests(100);
  std::this_thread::sleep_for(1200ms);
  child.send_signal(SIGINT);
  const auto run = parsed(finish(std::move(child)));
  EXPECT_EQ(run.code, 130);
  const auto& rounds = run.report.at("rounds").as_array();
  ASSERT_GE(rounds.size(), 2u);
  EXPECT_LT(rounds.size(), 50u);
  EXPECT_TRUE(rounds.front().at("whole").as_bool());
}

TEST(LoadgenRun, ReportsTheRoundsBeforeTheServerWasGone) {
  FaultServer server;
  auto child = start_loadgen({"run", server.url("/ok"), "--json", "-", "-c", "2", "-d", "500ms",
                              "--warmup", "0", "--rounds", "3"});
  server.wait_for_requests(100);
  server.refuse();
  const auto run = parsed(finish(std::move(child)));
  EXPECT_EQ(run.code, 1);
  EXPECT_EQ(run.report.at("rounds").as_array().size(), 1u);
  EXPECT_THAT(json::serialize(run.report.at("notes")), HasSubstr("round 2 of 3 could not run"));
}

TEST(LoadgenRun, ExitsWith99UnlessEveryExpectationIsMet) {
  FaultServer server;
  const auto met = run_json(
      server, "/ok", {"-n", "20", "-c", "2", "--expect", "p99<10s", "--expect", "errors<=0"});
  EXPECT_EQ(met.code, 0);
  EXPECT_EQ(met.errors, "");
  const auto missed = run_json(
      server, "/ok",
      {"-n", "20", "-c", "2", "--expect", "p99<10s", "--expect", "max<1us", "--expect", "min<1us"});
  EXPECT_EQ(missed.code, 99);
  EXPECT_THAT(missed.errors,
              ContainsRegex("^loadgen run: --expect: max<1us was not met; measured [^\n]+\n$"));
  EXPECT_TRUE(missed.report.at_pointer("/expectations/0/met").as_bool());
  EXPECT_FALSE(missed.report.at_pointer("/expectations/1/met").as_bool());
}

TEST(LoadgenRun, HoldsMissingRepliesAgainstAnExpectation) {
  FaultServer server;
  const auto unknown = run_json(
      server, "/stall", {"-n", "2", "-c", "2", "--timeout", "100ms", "--expect", "p99<50s"});
  EXPECT_EQ(unknown.code, 99) << "100 ms or more may be above 50 s";
  const auto errors = run_json(server, "/500", {"-n", "10", "-c", "2", "--expect", "p99<50s"});
  EXPECT_EQ(errors.code, 1) << "the expectation is met, and still there was no good reply";
}

// --- G18: Ctrl-C, pipes ---

TEST(LoadgenRun, ReportsWhatItHasWhenInterrupted) {
  FaultServer server;
  auto child = start_loadgen(
      {"run", server.url("/ok"), "--json", "-", "-c", "2", "-d", "10m", "--warmup", "0"});
  server.wait_for_requests(100);
  child.send_signal(SIGINT);
  const auto run = parsed(finish(std::move(child)));
  EXPECT_EQ(run.code, 130);
  EXPECT_GE(run.count("2xx"), 90);
  EXPECT_LT(run.report.at("measured_s").to_number<double>(), 60);
}

TEST(LoadgenRun, WritesNoEscapeCodesAndNoProgressIntoAPipe) {
  FaultServer server;
  const auto done = loadgen({"run", server.url("/ok"), "-n", "10", "-c", "2"});
  EXPECT_EQ(done.errors, "");
  EXPECT_EQ(done.out.find('\x1b'), std::string::npos);
  EXPECT_EQ(done.out.find('\r'), std::string::npos);
}

// --- the command line and the JSON ---

TEST(LoadgenRun, RefusesABadFlagInOneLine) {
  for (const std::vector<std::string>& options : {std::vector<std::string>{"-c", "0"},
                                                  {"-R", "nan"},
                                                  {"-d", "5"},
                                                  {"-H", "no colon"},
                                                  {"--unknown"},
                                                  {"--mix", "0 /ok"},
                                                  {"-c", "100000000"}}) {
    std::vector<std::string> arguments{"run", "http://127.0.0.1:9/"};
    arguments.insert(arguments.end(), options.begin(), options.end());
    const auto done = loadgen(arguments);
    EXPECT_EQ(done.code, 2) << options[0];
    EXPECT_THAT(done.errors, ContainsRegex("^loadgen run: [^\n]+\n$"));
  }
}

TEST(Loadgen, ListsItsCommandsAndRefusesOthers) {
  EXPECT_THAT(loadgen({"--help"}).out, HasSubstr("loadgen run"));
  EXPECT_EQ(loadgen({"--help"}).code, 0);
  EXPECT_EQ(loadgen({}).code, 2);
  EXPECT_EQ(loadgen({"walk"}).code, 2);
}

TEST(LoadgenRun, WritesJsonThatItsSchemaDescribes) {
  FaultServer server;
  const auto file = testing::TempDir() + "loadgen_run.json";
  for (const std::vector<std::string>& options :
       {std::vector<std::string>{"-n", "10"},
        {"-R", "100/s", "-d", "200ms", "--warmup", "0"},
        {"-n", "1000", "--rounds", "3", "--expect", "p99<1h", "--expect", "errors<1%"},
        {"-c", "4", "-d", "600ms", "--warmup", "0", "--expect", "rate>0.01"}}) {
    std::vector<std::string> arguments{"run", server.url("/ok"), "--json", file};
    arguments.insert(arguments.end(), options.begin(), options.end());
    EXPECT_EQ(loadgen(arguments).code, 0);
    EXPECT_TRUE(is_described_by(file, "loadgen/report/run.schema.json"));
  }
  std::remove(file.c_str());
}

}  // namespace
}  // namespace lab
