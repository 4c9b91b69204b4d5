// The comparison: its options, its targets, its criterion, its words.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "loadgen/commands/compare_options.hpp"
#include "loadgen/compare/cell.hpp"
#include "loadgen/compare/progress.hpp"
#include "loadgen/compare/verdict.hpp"

namespace lab {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// A cell with that many good replies a second, on a server and generator that took such shares.
CellFacts measured_cell(double good, double server_cores = 0.1, double generator_cores = 0.1) {
  CellFacts facts;
  facts.load.good = good;
  facts.load.cpu_share = generator_cores;
  facts.use = ServerUse{server_cores, from_seconds(server_cores / good), std::nullopt, 1 << 20, 1};
  return facts;
}

TEST(SharedCores, NeedAGeneratorWorthSpeakingOf) {
  EXPECT_TRUE(shares_cores(measured_cell(50'000, 1.0, 0.9), 2));
  EXPECT_FALSE(shares_cores(measured_cell(400, 1.98, 0.02), 2)) << "the server alone is busy";
  EXPECT_FALSE(shares_cores(measured_cell(4000, 0.4, 0.3), 2)) << "half of the machine is idle";
}

TEST(Warmup, IsALatencyAndHalfOfOneMore) {
  using namespace std::chrono_literals;
  const auto& io = workloads()[1];
  const auto& blocking = workloads()[3];
  const Deployment async{Model::kAsync, 1, 2, 4};
  EXPECT_EQ(warmup_of(blocking, async), 1500ms) << "200 clients, each holding the loop for 5 ms";
  EXPECT_EQ(warmup_of(io, async), 150ms) << "at least 100 ms more";
  EXPECT_EQ(warmup_of(io, Deployment{Model::kProcess, 2, 2, 0}), 5500ms) << "at most 500 ms more";
  EXPECT_EQ(warmup_of(io, std::nullopt), 3s);
}

TEST(Warmup, OfWorkThatNobodyKnowsTheDemandOfIsTimeForSomeTurns) {
  using namespace std::chrono_literals;
  const Deployment async{Model::kAsync, 1, 2, 4};
  const auto& network = real_workloads()[0];
  const auto& database = real_workloads()[1];
  EXPECT_EQ(warmup_of(network, async), 150ms) << "that one is known";
  EXPECT_EQ(warmup_of(database, async), 500ms);
  EXPECT_EQ(warmup_of(database, std::nullopt), 500ms);
}

ComparisonRow io_row(std::vector<CellFacts> process, std::vector<CellFacts> async) {
  return {workloads()[1],
          {{Deployment{Model::kProcess, 2, 2, 0}, std::move(process)},
           {Deployment{Model::kAsync, 1, 2, 4}, std::move(async)}}};
}

TEST(Verdict, RanksByRequestsAndFillsTheFormulaIn) {
  const auto row = io_row({measured_cell(40), measured_cell(39), measured_cell(40)},
                          {measured_cell(3950), measured_cell(3990), measured_cell(3970)});
  const auto verdict = judge(row, 2);
  EXPECT_EQ(verdict.doubt, Doubt::kNone);
  EXPECT_THAT(verdict.ranking.leaders, ElementsAre(1));
  const std::vector<std::string> servers{"process", "async"};
  EXPECT_THAT(winner_text(verdict, servers), HasSubstr("async, by requests/s"));
  const auto why = why_text(row, verdict, servers);
  EXPECT_THAT(why, HasSubstr("process can serve 2 requests at a time: 2 / 50 ms = 40.0/s"));
  EXPECT_THAT(why, HasSubstr("async can serve all 200 clients at once: 200 / 50 ms = 4,000/s"));
}

TEST(Verdict, DecidesOnServerCpuWhereCoresAreShared) {
  const auto row = io_row({measured_cell(9000, 1.0, 0.95)}, {measured_cell(5000, 0.2, 0.1)});
  const auto verdict = judge(row, 2);
  EXPECT_EQ(verdict.doubt, Doubt::kSharedCores);
  EXPECT_THAT(verdict.ranking.leaders, ElementsAre(1)) << "40 us a request against 111";
}

TEST(Verdict, ClaimsNothingOfServersThatDoNotTellHowTheyRun) {
  ComparisonRow row{workloads()[2], {{std::nullopt, {measured_cell(390)}}}};
  EXPECT_THAT(why_text(row, judge(row, 2), {"strange"}), HasSubstr("nothing can be predicted"));
  row.workload = workloads()[0];
  EXPECT_THAT(why_text(row, judge(row, 2), {"strange"}), HasSubstr("the cost of HTTP"));
}

const std::vector<std::string> kTwo{"process", "async"};

TEST(Verdict, WithoutAGoodReplyNamesNobody) {
  const auto verdict = judge(io_row({measured_cell(0)}, {measured_cell(0)}), 2);
  EXPECT_THAT(winner_text(verdict, kTwo), HasSubstr("nobody: no good reply"));
}

TEST(Verdict, OfAServerThatFailedInMostRoundsIsNotThatItWon) {
  const auto verdict = judge(io_row({measured_cell(640), measured_cell(0), measured_cell(0)},
                                    {measured_cell(320), measured_cell(320), measured_cell(320)}),
                             2);
  EXPECT_THAT(verdict.ranking.leaders, ElementsAre(1));
}

TEST(Verdict, OfARowThatWasCutShortIsThatNothingIsKnown) {
  const auto row = io_row({measured_cell(40)}, {});
  const auto verdict = judge(row, 2);
  EXPECT_EQ(verdict.rounds, 0u);
  EXPECT_THAT(winner_text(verdict, kTwo), HasSubstr("no round is whole"));
  const ComparisonRow untouched{workloads()[1], std::vector<CellRounds>(2)};
  EXPECT_THAT(why_text(untouched, judge(untouched, 2), kTwo), HasSubstr("not measured"));
}

TEST(Verdict, TakesOnlyRoundsThatAllServersWentThrough) {
  const auto verdict = judge(
      io_row({measured_cell(40), measured_cell(4000), measured_cell(4000)}, {measured_cell(3950)}),
      2);
  EXPECT_EQ(verdict.rounds, 1u);
  EXPECT_THAT(verdict.ranking.leaders, ElementsAre(1));
}

TEST(Verdict, DecidesOnServerCpuWhereTheGeneratorWasTheLimit) {
  auto limited = measured_cell(50'000, 0.9, 0.99);
  limited.load.limit = Limit::kGenerator;
  const auto row = io_row({measured_cell(49'000, 1.5, 0.9)}, {limited});
  const auto verdict = judge(row, 8);
  EXPECT_EQ(verdict.doubt, Doubt::kGenerator);
  EXPECT_THAT(verdict.ranking.leaders, ElementsAre(1));
  limited.use.reset();
  const auto blind = judge(io_row({limited}, {limited}), 8);
  EXPECT_THAT(winner_text(blind, kTwo), HasSubstr("no server tells its CPU time"));
}

struct Sentence {
  std::size_t workload;
  Deployment deployment;
  std::string says;
};

TEST(Why, NamesWhatRunsOutFirst) {
  const std::vector<Sentence> table{
      {2, {Model::kThread, 1, 2, 0}, "can use 2 cores: 2 / 5 ms of CPU = 400/s"},
      {3, {Model::kAsync, 1, 2, 4}, "has 1 event loop, which a request holds for 5 ms"},
      {4, {Model::kAsync, 1, 2, 4}, "has 4 pool threads, of which a request holds one for 5 ms"},
      {4, {Model::kAsync, 1, 2, 4}, "4 / 5 ms = 800/s"},
      {4, {Model::kAsync, 1, 2, 16}, "16 / 5 ms = 3,200/s"}};
  for (const auto& [workload, deployment, says] : table) {
    const ComparisonRow row{workloads()[workload], {{deployment, {measured_cell(100)}}}};
    EXPECT_THAT(why_text(row, judge(row, 2), {"it"}), HasSubstr(says));
  }
}

TEST(Why, OfRealWorkSaysWhatLimitsItWithoutAFigure) {
  for (const auto& workload : real_workloads()) {
    const ComparisonRow row{workload, {{Deployment{Model::kAsync, 1, 2, 4}, {measured_cell(100)}}}};
    const auto verdict = judge(row, 2);
    const bool foreseen = workload.limits.empty();
    EXPECT_EQ(verdict.cells.front().ideal.has_value(), foreseen) << workload.name;
    if (foreseen) continue;
    EXPECT_EQ(why_text(row, verdict, {"it"}), workload.limits);
  }
}

TEST(TimeLeft, FollowsTheCellsThatAreDone) {
  using namespace std::chrono_literals;
  EXPECT_EQ(time_left(0, 4, 0s, 0s, 3s), 12s);
  EXPECT_EQ(time_left(1, 4, 5s, 0s, 3s), 15s);
  EXPECT_EQ(time_left(1, 4, 5s, 2s, 3s), 13s) << "it counts down inside a cell";
  EXPECT_EQ(time_left(3, 4, 15s, 60s, 3s), 0s) << "and never below nothing";
}

TEST(CompareOptions, AreFiveRoundsOfEverythingUnlessToldOtherwise) {
  const auto options = parse_compare_options({}, "");
  ASSERT_TRUE(options);
  EXPECT_EQ(options->plan.rounds, 5);
  EXPECT_EQ(options->plan.workloads.size(), workloads().size());
  EXPECT_EQ(options->kinds.size(), server_kinds().size());
  EXPECT_EQ(parse_compare_options({"--quick"}, "")->plan.rounds, 1);
}

std::vector<std::string_view> picked(const std::string& list) {
  const auto options = parse_compare_options({"--workloads", list}, "");
  std::vector<std::string_view> names;
  if (!options) return names;
  for (const auto& workload : options->plan.workloads) names.push_back(workload.name);
  return names;
}

TEST(CompareOptions, TakeRealWorkOneByOneOrTogether) {
  EXPECT_THAT(picked("real"),
              ElementsAre("network", "database", "disk", "primes", "compress", "infer"));
  EXPECT_THAT(picked("disk,io"), ElementsAre("disk", "io"));
  EXPECT_EQ(picked("hello,real").size(), 7u);
}

struct Refused {
  std::vector<std::string> arguments;
  std::string variable;
  std::string names;
};

TEST(CompareOptions, RefuseWithALineThatNamesTheValue) {
  const std::vector<Refused> cases{
      {{"--rounds", "0"}, "", "'0'"},
      {{"--quick", "--rounds", "3"}, "", "--quick is one round"},
      {{"-d", "100ms"}, "", "'100ms'"},
      {{"--workloads", "io,foo"}, "", "'foo'"},
      {{"--servers", "fibre"}, "", "'fibre'"},
      {{"--target", "noname"}, "", "'noname'"},
      {{"--target", ""}, "", "target ''"},
      {{"--target", "a=http://x,foo=bar"}, "", "foo=bar"},
      {{"--workloads", "io,foo"}, "", "infer, or real"},
      {{"--workloads", "io,io"}, "", "named twice"},
      {{"--workloads", "disk,real"}, "", "'disk' is named twice"},
      {{"--target", "a=http://x", "--servers", "async"}, "", "--servers"},
      {{}, "a=http://x;a=http://y", "'a' is given twice"}};
  for (const auto& c : cases) {
    const auto options = parse_compare_options(c.arguments, c.variable);
    ASSERT_FALSE(options) << c.names;
    EXPECT_THAT(options.error().text, HasSubstr(c.names));
  }
}

TEST(Targets, ComeApartBySemicolonsOrBlanks) {
  const auto targets = parse_targets("a=http://h:1,admin=http://h:2; b=http://h:3");
  ASSERT_TRUE(targets);
  ASSERT_EQ(targets->size(), 2u);
  EXPECT_EQ(targets->at(0).admin->port, 2);
  EXPECT_EQ(targets->at(1).url.port, 3);
  EXPECT_FALSE(targets->at(1).admin);
  EXPECT_TRUE(parse_targets("")->empty());
}

}  // namespace
}  // namespace lab
