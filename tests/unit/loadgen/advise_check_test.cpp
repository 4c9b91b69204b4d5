// Whether advice came true, judged by what was measured.
#include "loadgen/advise/check.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/loadgen/advised.hpp"

namespace lab {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

CellFacts cell(double good) {
  CellFacts facts;
  facts.load.good = good;
  facts.load.cpu_share = 0.1;
  facts.load.latency[Stat::kMean] = Figure{100ms};
  facts.use = ServerUse{0.5, from_seconds(0.5 / good), std::nullopt, 1 << 20, 1};
  return facts;
}

CellRounds rounds_of(std::initializer_list<double> goods) {
  CellRounds rounds;
  for (const auto good : goods) rounds.rounds.push_back(cell(good));
  return rounds;
}

/// Of "io:45,block:5" on async, hybrid and thread.
const std::vector<std::string> kThree{"async", "hybrid", "thread"};
AdviceCheck checked(const Advice& advice, CellRounds async, CellRounds hybrid, CellRounds thread) {
  Comparison comparison;
  comparison.cores = 2;
  comparison.rounds_wanted = 3;
  comparison.servers = kThree;
  comparison.rows = {
      {workload_of(advice), {std::move(async), std::move(hybrid), std::move(thread)}}};
  return check_advice(advice, comparison, std::nullopt);
}

TEST(AdviceCheck, FindsThatTheAdvisedOneWinsAndTheRuleOfThumbLoses) {
  const auto advice = advice_for("io:45,block:5", on(2), kThree);
  const auto check = checked(advice, rounds_of({200, 201, 199}), rounds_of({400, 390, 395}),
                             rounds_of({3900, 4000, 3950}));
  EXPECT_EQ(check.advised, Match::kWins);
  EXPECT_EQ(check.rule, Match::kLoses);
  EXPECT_NEAR(*check.measured[2].off, 3950 / (200 / 0.050025) - 1, 1e-9);
  EXPECT_TRUE(check.measured[2].interval->contains(3950));
  EXPECT_EQ(check.measured[2].mean, 100ms);
}

TEST(AdviceCheck, CountsTiesByTheTestAndByTenPerCent) {
  const auto advice = advice_for("io:45,block:5", on(2), kThree);
  const auto level = rounds_of({1000, 1000, 1000});
  EXPECT_EQ(checked(advice, level, level, rounds_of({990, 980, 995})).advised, Match::kTies);
  EXPECT_EQ(checked(advice, level, level, rounds_of({930, 931, 930})).advised, Match::kNear);
  EXPECT_EQ(checked(advice, level, level, rounds_of({890, 891, 890})).advised, Match::kLoses);
  EXPECT_TRUE(matches(Match::kNear));
  EXPECT_FALSE(matches(Match::kLoses));
}

CellRounds answered_after(Duration mean) {
  CellRounds rounds = rounds_of({180, 181, 180});
  for (auto& round : rounds.rounds) round.load.latency[Stat::kMean] = Figure{mean};
  return rounds;
}

TEST(AdviceCheck, InOpenLoopIsByTheLatencyOfThoseThatKeepUp) {
  auto asked = on(2);
  asked.rate = Rate{180};
  const auto advice = advice_for("block:5", asked, kThree);
  const auto thread = answered_after(5ms);
  auto check = checked(advice, answered_after(30ms), answered_after(8ms), thread);
  EXPECT_EQ(check.criterion, Criterion::kLatency);
  EXPECT_EQ(check.advised, Match::kWins);
  EXPECT_THAT(check.ranking.order, ElementsAre(2, 1, 0));
  check = checked(advice, rounds_of({100, 100, 100}), answered_after(4500us), thread);
  EXPECT_EQ(check.advised, Match::kNear) << "within a quarter";
  EXPECT_THAT(check.ranking.order, ElementsAre(1, 2)) << "async serves too few to count";
  EXPECT_EQ(checked(advice, thread, answered_after(3ms), thread).advised, Match::kLoses);
}

TEST(AdviceCheck, OfNothingMeasuredIsUnknown) {
  const auto advice = advice_for("io:45,block:5", on(2), kThree);
  const auto check = checked(advice, rounds_of({200}), {}, {});
  EXPECT_EQ(check.advised, Match::kUnknown);
  EXPECT_FALSE(matches(check.advised));
  EXPECT_FALSE(check.measured[1].good);
  EXPECT_EQ(*check.measured[0].good, 200);
}

TEST(AdviceCheck, AsksForThePipelineAsTheAdviceHasIt) {
  auto asked = on(2, 300);
  asked.rate = Rate{50};
  const auto workload = workload_of(advice_for("io:20,block:4@pool", asked));
  EXPECT_EQ(workload.mix.front().target, "/work?do=io:20,block:4@pool");
  EXPECT_EQ(workload.connections, 300u);
  EXPECT_EQ(workload.open_loop->rate.per_second, 50);
  EXPECT_THAT(workload.options, ElementsAre("--pool", "4", "--pool-queue", "300"))
      << "nobody is to be refused";
  EXPECT_THAT(workload_of(advice_for("io:20")).options, IsEmpty());
}

}  // namespace
}  // namespace lab
