// Rounds of `loadgen run`, and what is expected of them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>

#include "tests/support/loadgen_run.hpp"

namespace lab {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;

std::size_t rounds_of(const Run& run) { return run.report.at("rounds").as_array().size(); }

TEST(LoadgenRounds, RepeatTheLoadAndAreReportedOneByOne) {
  FaultServer server;
  const auto run = run_json(server, "/ok", {"-n", "20", "-c", "2", "--rounds", "3"});
  EXPECT_EQ(run.classes(), (Classes{{"2xx", 60}}));
  EXPECT_EQ(server.requests(), 60u);
  EXPECT_EQ(rounds_of(run), 3u);
  EXPECT_EQ(run.number("/across_rounds/rounds"), 3);
  EXPECT_GT(run.real("/across_rounds/good_per_s/median"), 0);
  EXPECT_EQ(run.opened(), 6);
}

TEST(LoadgenRounds, SayNothingAcrossASingleOne) {
  FaultServer server;
  const auto run = run_json(server, "/ok", {"-n", "20", "-c", "2"});
  EXPECT_EQ(rounds_of(run), 1u);
  EXPECT_TRUE(run.is_null("/across_rounds"));
}

TEST(LoadgenRounds, AreReportedAsFarAsTheyWentWhenInterrupted) {
  FaultServer server;
  // Five requests a round at 50 ms each: the twelfth is sent in the third round.
  RunBeside beside(server, "/ok?wait=50", {"-n", "5", "-c", "1", "--rounds", "100"});
  server.wait_for_requests(12);
  beside.interrupt();
  const auto run = beside.finish();
  EXPECT_EQ(run.code, 130);
  ASSERT_GE(rounds_of(run), 3u);
  EXPECT_LT(rounds_of(run), 100u);
  EXPECT_TRUE(run.report.at_pointer("/rounds/1/whole").as_bool());
}

TEST(LoadgenRounds, BeforeTheServerWasGoneAreReported) {
  FaultServer server;
  RunBeside beside(server, "/ok", {"-c", "2", "-d", "500ms", "--warmup", "0", "--rounds", "3"});
  server.wait_for_requests(100);
  server.refuse();
  const auto run = beside.finish();
  EXPECT_EQ(run.code, 1);
  EXPECT_EQ(rounds_of(run), 1u);
  EXPECT_THAT(boost::json::serialize(run.report.at("notes")),
              HasSubstr("round 2 of 3 could not run"));
}

TEST(LoadgenRounds, GoWithOutputsThatFollowOneClockOnlyAsOne) {
  for (const auto* option : {"--csv", "--hdr"}) {
    const auto done = loadgen({"run", "http://127.0.0.1:9/", "--rounds", "2", option, "/tmp/x"});
    EXPECT_EQ(done.code, 2);
    EXPECT_THAT(done.errors, ContainsRegex("^loadgen run: --rounds: [^\n]+\n$"));
  }
}

TEST(LoadgenExpect, ExitsWith99UnlessEverythingIsMet) {
  FaultServer server;
  const auto met = run_json(
      server, "/ok", {"-n", "20", "-c", "2", "--expect", "p99<10s", "--expect", "errors<=0"});
  EXPECT_EQ(met.code, 0);
  const auto missed = run_json(
      server, "/ok",
      {"-n", "20", "-c", "2", "--expect", "p99<10s", "--expect", "max<1us", "--expect", "min<1us"});
  EXPECT_EQ(missed.code, 99);
  EXPECT_THAT(missed.errors,
              ContainsRegex("^loadgen run: --expect: max<1us was not met; measured [^\n]+\n$"));
  EXPECT_TRUE(missed.report.at_pointer("/expectations/0/met").as_bool());
  EXPECT_FALSE(missed.report.at_pointer("/expectations/1/met").as_bool());
}

TEST(LoadgenExpect, HoldsMissingRepliesAgainstWhatIsExpected) {
  FaultServer server;
  const auto unknown = run_json(
      server, "/stall", {"-n", "2", "-c", "2", "--timeout", "100ms", "--expect", "p99<50s"});
  EXPECT_EQ(unknown.code, 99) << "100 ms or more may be above 50 s";
  const auto errors = run_json(server, "/500", {"-n", "10", "-c", "2", "--expect", "p99<50s"});
  EXPECT_EQ(errors.code, 1) << "it is met, and still there was no good reply";
}

TEST(LoadgenExpect, HoldsTheRateAgainstTheOneAskedFor) {
  FaultServer server;
  const std::vector<std::string> load{"-R",       "200/s", "-d",       "1s",
                                      "--warmup", "0",     "--expect", "rate>=0.9*asked"};
  EXPECT_EQ(run_json(server, "/ok", load).code, 0);
  auto few = load;
  few.insert(few.end(), {"-c", "2"});
  EXPECT_EQ(run_json(server, "/ok?wait=100", few).code, 99) << "2 connections do 20/s";
}

}  // namespace
}  // namespace lab
