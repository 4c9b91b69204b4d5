// Reports of loadgen capacity are read whole or refused by the place of their fault.
#include "loadgen/capacity/saved_capacity.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "loadgen/capacity/plan_candidates.hpp"

namespace lab {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

const std::string kServer =
    R"({"name":"async","url":"http://127.0.0.1:1","model":"async","workers":1,"cores":2,
        "pass_per_s":416.0,"fail_per_s":435,"confidence":0.95,"conclusion":"bracketed",
        "limit":"loop","latency_at_pass":{"p50_s":0.0446,"p99_s":0.0812},
        "cpu_s_per_request":0.00208,"rss_bytes":5242880,"connections":84,"steps":[]})";

std::string report_of(const std::string& server) {
  return fmt::format(
      R"({{"kind":"loadgen-capacity","slo":["p99<100ms","errors<0.1%"],"servers":[{}]}})", server);
}

std::string with(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

std::string fault_of(const std::string& text) {
  const auto parsed = parse_saved_capacity(text);
  EXPECT_FALSE(parsed) << text;
  return parsed ? "" : parsed.error().text;
}

TEST(SavedCapacity, ReadsAServerWithItsBracket) {
  const auto saved = parse_saved_capacity(report_of(kServer));
  ASSERT_TRUE(saved) << saved.error().text;
  ASSERT_EQ(saved->objectives.size(), 2u);
  EXPECT_EQ(saved->objectives[0].percent, 99);
  ASSERT_EQ(saved->servers.size(), 1u);
  const auto& server = saved->servers[0];
  EXPECT_EQ(server.name, "async");
  EXPECT_EQ(server.model, Model::kAsync);
  EXPECT_EQ(server.workers, 1u);
  EXPECT_EQ(server.cores, 2);
  EXPECT_EQ(server.pass_per_s, 416);
  EXPECT_EQ(server.fail_per_s, 435);
  EXPECT_EQ(server.conclusion, Conclusion::kBracketed);
  EXPECT_EQ(server.limit, FirstLimit::kLoop);
  EXPECT_EQ(server.p50, 44'600us);
  EXPECT_EQ(server.p99, 81'200us);
  EXPECT_EQ(server.cpu, 2'080us);
  EXPECT_EQ(server.memory, 5'242'880);
  EXPECT_EQ(server.connections, 84u);
}

TEST(SavedCapacity, ReadsWhatWasNotFoundOutAsNothing) {
  const auto saved = parse_saved_capacity(report_of(
      R"({"name":"http://h/","model":null,"workers":null,"cores":null,"pass_per_s":null,
          "fail_per_s":null,"confidence":0.95,"conclusion":"never_passed","limit":"unknown",
          "latency_at_pass":null,"cpu_s_per_request":null,"rss_bytes":null,"connections":null})"));
  ASSERT_TRUE(saved) << saved.error().text;
  const auto& server = saved->servers[0];
  EXPECT_FALSE(server.model || server.workers || server.cores || server.pass_per_s ||
               server.fail_per_s || server.cpu || server.memory);
}

TEST(SavedCapacity, NamesThePlaceOfAFault) {
  EXPECT_THAT(fault_of("{"), HasSubstr("is no JSON"));
  EXPECT_THAT(fault_of("[]"), HasSubstr("is no report of loadgen capacity"));
  EXPECT_THAT(fault_of(R"({"kind":"loadgen-run"})"), HasSubstr("kind 'loadgen-run'"));
  EXPECT_THAT(fault_of(R"({"kind":"loadgen-capacity","slo":[]})"), HasSubstr("servers is missing"));
  EXPECT_THAT(fault_of(report_of("")), HasSubstr("servers is not a list of at least one server"));
  const auto place = [](const char* from, const char* to) {
    return fault_of(report_of(with(kServer, from, to)));
  };
  EXPECT_THAT(place("416.0", "0"), HasSubstr("servers[0].pass_per_s is not a number from"));
  EXPECT_THAT(place("416.0", "1e300"), HasSubstr("servers[0].pass_per_s"));
  EXPECT_THAT(place("416.0", "\"a\""), HasSubstr("servers[0].pass_per_s"));
  EXPECT_THAT(place("\"model\":\"async\"", "\"model\":\"fork\""), HasSubstr("servers[0].model"));
  EXPECT_THAT(place("bracketed", "won"), HasSubstr("servers[0].conclusion is not one of"));
  EXPECT_THAT(place("\"loop\"", "\"luck\""), HasSubstr("servers[0].limit is not one of"));
  EXPECT_THAT(place("0.0446", "-1"), HasSubstr("servers[0].latency_at_pass.p50_s"));
  EXPECT_THAT(place("0.0446", "null"), HasSubstr("servers[0].latency_at_pass.p50_s is not a"));
  EXPECT_THAT(place("0.0812", "0.04"), HasSubstr("p99_s is not a number of at least p50_s"));
  EXPECT_THAT(place("0.0812", "null"), HasSubstr("servers[0].latency_at_pass.p99_s is not a"));
  EXPECT_THAT(place("435", "416"), HasSubstr("fail_per_s is not a number above pass_per_s"));
  EXPECT_THAT(place("0.95", "0"), HasSubstr("confidence is not a number from 0.5 to 0.999999"));
  EXPECT_THAT(place("5242880", "1e300"),
              HasSubstr("rss_bytes is not a number from 1 to 1000000000000000"));
  EXPECT_THAT(place("\"cores\":2", "\"cores\":0"), HasSubstr("servers[0].cores"));
  EXPECT_THAT(fault_of(with(report_of(kServer), "p99<100ms", "fast")),
              HasSubstr("slo[0] is not an objective"));
}

// --- what there is to plan with ---

MeasuredCandidates candidates_of(const std::string& server, const StatedInstance& stated = {}) {
  const auto saved = parse_saved_capacity(report_of(server));
  EXPECT_TRUE(saved) << saved.error().text;
  const auto made = measured_candidates(*saved, stated);
  EXPECT_TRUE(made) << made.error().text;
  return made ? *made : MeasuredCandidates{};
}

TEST(MeasuredCandidates, GiveAnEventLoopOneCoreOfThoseItHad) {
  const auto made = candidates_of(kServer);
  ASSERT_EQ(made.candidates.size(), 1u);
  EXPECT_EQ(made.candidates[0].cores, 1);
  EXPECT_THAT(made.candidates[0].source, HasSubstr("it had 2 cores"));
  EXPECT_EQ(candidates_of(kServer, {.cores = 2}).candidates[0].cores, 2) << "--cores goes first";
}

TEST(MeasuredCandidates, BindAnEventLoopByItsOwnCoreWhateverRanOut) {
  for (const auto* limit : {"connections", "unknown", "listen_queue"}) {
    const auto made = candidates_of(with(kServer, "\"loop\"", fmt::format("\"{}\"", limit)));
    const auto& one = made.candidates.at(0);
    EXPECT_EQ(one.cores, 1) << limit;
    ASSERT_EQ(one.other_bounds.size(), 1u) << limit;
    EXPECT_EQ(one.other_bounds[0].resource, "event loops");
    EXPECT_NEAR(one.other_bounds[0].per_second, 1 / .00208, 1e-6) << "not of both cores";
  }
}

TEST(MeasuredCandidates, GiveAnEventLoopWhosePoolComputesAllCores) {
  auto server = with(kServer, "\"loop\"", "\"pool\"");
  server = with(server, "0.00208", "0.004");  // 1.66 cores of one loop
  const auto made = candidates_of(server).candidates.at(0);
  EXPECT_EQ(made.cores, 2);
  ASSERT_EQ(made.other_bounds.size(), 1u);
  EXPECT_EQ(made.other_bounds[0].resource, "cores");
}

/// What is planned with, as a number, whatever it is.
struct ByHand {
  const char* option;
  StatedInstance stated;
  double (*used)(const PlanCandidate&);
  double value;
  const char* of_measured;
  const char* of_unmeasured;
};

const std::vector<ByHand>& by_hand() {
  static const std::vector<ByHand> kOptions{
      {"--cores",
       {.cores = 4},
       [](const PlanCandidate& made) { return made.cores.value_or(0); },
       4,
       "4 an instance, by hand; measured: 2, and the rate is the one measured with these",
       "4 an instance, by hand; it was not measured"},
      {"--cpu",
       {.cpu = 1ms},
       [](const PlanCandidate& made) { return to_seconds(made.cpu.value_or(0ms)); },
       .001,
       "1ms a request, by hand; measured: 2.08ms",
       "1ms a request, by hand; it was not measured"},
      {"--service",
       {.service = 50ms},
       [](const PlanCandidate& made) { return to_seconds(made.measured->alone); },
       .05,
       "50ms for a request that is alone, by hand; measured: 44.6ms",
       "50ms for a request that is alone, by hand; measured: 44.6ms"},
      {"--memory",
       {.memory = 1 << 30},
       [](const PlanCandidate& made) { return made.memory ? made.memory->instance : 0; },
       1 << 30,
       "1.0 GiB an instance beside its requests, by hand; measured: 5.0 MiB",
       "1.0 GiB an instance beside its requests, by hand; it was not measured"}};
  return kOptions;
}

/// What the assumptions say under that option; empty: nothing.
std::string said_of(const PlanCandidate& made, std::string_view option) {
  for (const auto& assumed : made.assumed) {
    if (assumed.option == option) return assumed.text;
  }
  return "";
}

const std::string kUnmeasured =
    R"({"name":"http://h/","model":null,"workers":null,"cores":null,"pass_per_s":416,
        "fail_per_s":435,"confidence":0.95,"conclusion":"bracketed","limit":"unknown",
        "latency_at_pass":{"p50_s":0.0446,"p99_s":0.0812},"cpu_s_per_request":null,"rss_bytes":null,
        "connections":null})";

TEST(MeasuredCandidates, TakeWhatAnOptionSaysBeforeWhatWasMeasuredAndSaySo) {
  for (const auto& row : by_hand()) {
    const auto measured = candidates_of(kServer, row.stated).candidates.at(0);
    EXPECT_DOUBLE_EQ(row.used(measured), row.value) << row.option;
    EXPECT_EQ(said_of(measured, row.option), row.of_measured);
    const auto unmeasured = candidates_of(kUnmeasured, row.stated).candidates.at(0);
    EXPECT_DOUBLE_EQ(row.used(unmeasured), row.value) << row.option;
    EXPECT_EQ(said_of(unmeasured, row.option), row.of_unmeasured);
    for (const auto& server : {kServer, kUnmeasured})
      EXPECT_EQ(said_of(candidates_of(server).candidates.at(0), row.option), "") << row.option;
  }
}

TEST(MeasuredCandidates, SayThatAnOptionAgreesWithTheMeasurement) {
  EXPECT_EQ(said_of(candidates_of(kServer, {.cores = 2}).candidates.at(0), "--cores"),
            "2 an instance, by hand, as measured");
}

TEST(MeasuredCandidates, QueueAtTheCpuTimeThatAnOptionSays) {
  const auto made = candidates_of(kServer, {.cpu = 2ms}).candidates.at(0);
  ASSERT_TRUE(made.instance);
  EXPECT_EQ(made.instance->stations.at(0).holds, 2ms);
}

/// What options say that cannot be, of the one server that there is.
std::string contradiction_of(const StatedInstance& stated) {
  const auto made = measured_candidates(*parse_saved_capacity(report_of(kServer)), stated);
  EXPECT_FALSE(made);
  return made ? "" : made.error().text;
}

TEST(MeasuredCandidates, AreRefusedWhereOptionsContradictTheRate) {
  EXPECT_EQ(contradiction_of({.cpu = 10ms}),
            "--cpu: 416/s of 10ms each need 4.16 cores, and an instance has 2 (server async)");
  EXPECT_EQ(contradiction_of({.cpu = 10ms, .cores = 3}),
            "--cores: 416/s of 10ms each need 4.16 cores, and an instance has 3 (server async)");
  EXPECT_EQ(contradiction_of({.service = 90ms}),
            "--service: 90ms is above the p99 that was measured, 81.2ms (server async)");
  EXPECT_EQ(contradiction_of({.pooled = 90ms}),
            "--pooled: 90ms is above the p99 that was measured, 81.2ms (server async)");
}

TEST(MeasuredCandidates, LeaveOutWhomAnOptionContradictsWhereOthersAreLeft) {
  const auto slow = with(with(kServer, "\"async\",\"url\"", "\"slow\",\"url\""),
                         "416.0,\"fail_per_s\":435", "900,\"fail_per_s\":990");
  const auto made = candidates_of(kServer + "," + slow, {.cores = 1});
  ASSERT_EQ(made.candidates.size(), 1u);
  EXPECT_EQ(made.candidates[0].name, "async") << "0.87 of a core";
  ASSERT_EQ(made.left_out.size(), 1u);
  EXPECT_EQ(made.left_out[0].name, "slow");
  EXPECT_THAT(made.left_out[0].why, HasSubstr("--cores: 900/s of 2.08ms each need 1.872 cores"));
}

TEST(MeasuredCandidates, LeaveOutWhoNeverPassed) {
  auto never = with(kServer, "416.0", "null");
  never = with(never, "bracketed", "never_passed");
  const auto made = candidates_of(never);
  EXPECT_TRUE(made.candidates.empty());
  ASSERT_EQ(made.left_out.size(), 1u);
  EXPECT_THAT(made.left_out[0].why, HasSubstr("never_passed"));
}

TEST(MeasuredCandidates, LeaveOutFiguresThatCannotBe) {
  const auto made = candidates_of(
      with(with(with(with(kServer, "416.0", "900000"), "435", "null"), "0.0446", "86400"), "0.0812",
           "86400"));
  EXPECT_TRUE(made.candidates.empty());
  EXPECT_THAT(made.left_out.at(0).why, HasSubstr("over a million requests at once"));
}

TEST(MeasuredCandidates, SayWhenTheSearchSettledNothing) {
  EXPECT_THAT(candidates_of(with(kServer, "bracketed", "never_failed")).candidates.at(0).source,
              HasSubstr("can do more"));
  EXPECT_THAT(candidates_of(with(kServer, "bracketed", "out_of_time")).candidates.at(0).source,
              HasSubstr("a lower bound"));
}

}  // namespace
}  // namespace lab
