// Intervals against simulated rounds of a known law, and what is not told.
#include "loadgen/stats/usl_verdict.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "loadgen/engine/random.hpp"

namespace lab {
namespace {

const std::vector<double> kLoads{1, 2, 4, 8, 16, 32, 64, 128};
const Usl kLaw{0.05, 0.0005, 100};  // its peak: 43.6 clients, 1073/s

/// Of mean 0 and variance 1, nearly normal (a sum of twelve).
double noise(Random& random) {
  double sum = -6;
  for (int i = 0; i < 12; ++i) sum += random.unit();
  return sum;
}

/// Each step off by `spread`, as a share of it.
UslRounds simulated(const Usl& law, std::size_t rounds, double spread, std::uint64_t seed,
                    const std::vector<double>& ladder = kLoads) {
  Random random(seed, 1);
  UslRounds all(rounds);
  for (auto& round : all) {
    for (const double load : ladder)
      round.push_back({load, law.throughput_at(load) * (1 + spread * noise(random))});
  }
  return all;
}

struct UslCoverage {
  int seeds = 0;
  int told = 0;  // seeds in which a peak was
  int alpha = 0, beta = 0, gamma = 0, peak = 0, most = 0;
};

UslCoverage coverage_of(std::size_t rounds, double spread, int seeds) {
  UslCoverage covered;
  for (; covered.seeds < seeds; ++covered.seeds) {
    const auto seed = static_cast<std::uint64_t>(covered.seeds);
    const auto verdict = judge_scalability(simulated(kLaw, rounds, spread, seed), seed, 200);
    const auto& in = *verdict.intervals;
    covered.alpha += in.alpha.contains(kLaw.alpha);
    covered.beta += in.beta.contains(kLaw.beta);
    covered.gamma += in.gamma.contains(kLaw.gamma);
    if (!verdict.peak()) continue;
    ++covered.told;
    covered.peak += in.peak->contains(*kLaw.peak());
    covered.most += in.peak_throughput->contains(kLaw.throughput_at(*kLaw.peak()));
  }
  return covered;
}

TEST(UslIntervals, CoverTheTruthInAtLeastNineOfTenSimulations) {
  for (const std::size_t rounds : {3u, 5u}) {
    const auto covered = coverage_of(rounds, 0.03, 150);
    EXPECT_GE(covered.alpha, 135) << rounds;
    EXPECT_GE(covered.beta, 135) << rounds;
    EXPECT_GE(covered.gamma, 135) << rounds;
    EXPECT_GE(covered.told, 135) << rounds;
    EXPECT_GE(covered.peak, covered.told * 9 / 10) << rounds;
    EXPECT_GE(covered.most, covered.told * 9 / 10) << rounds;
  }
}

TEST(UslIntervals, AreNarrowEnoughToBeOfUse) {
  const auto verdict = judge_scalability(simulated(kLaw, 5, 0.02, 3), 3);
  ASSERT_TRUE(verdict.peak());
  EXPECT_LT(verdict.intervals->peak->high, 1.3 * verdict.intervals->peak->low);
  EXPECT_LT(verdict.intervals->peak_throughput->high,
            1.1 * verdict.intervals->peak_throughput->low);
}

TEST(UslIntervals, AreTheSameWithTheSameSeed) {
  const auto rounds = simulated(kLaw, 4, 0.05, 9);
  const auto once = judge_scalability(rounds, 5);
  const auto again = judge_scalability(rounds, 5);
  const auto otherwise = judge_scalability(rounds, 6, 37);
  EXPECT_EQ(once.intervals->peak->high, again.intervals->peak->high);
  EXPECT_NE(once.intervals->peak->high, otherwise.intervals->peak->high);
}

TEST(UslVerdict, TellsThePeakOfAGoodFit) {
  const auto verdict = judge_scalability(simulated(kLaw, 3, 0.01, 1), 1);
  EXPECT_EQ(verdict.doubt, UslDoubt::kNone);
  EXPECT_NEAR(*verdict.peak(), 43.6, 3);
  EXPECT_NEAR(*verdict.peak_throughput(), 1073, 30);
  EXPECT_EQ(verdict.highest_load, 128);
}

TEST(UslVerdict, FitsNothingToFiveLoads) {
  const auto verdict = judge_scalability(simulated(kLaw, 5, 0, 1, {1, 8, 32, 64, 128}), 1);
  EXPECT_EQ(verdict.doubt, UslDoubt::kTooFewLoads);
  EXPECT_EQ(verdict.loads, 5u);
  EXPECT_FALSE(verdict.fit);
  EXPECT_FALSE(verdict.peak());
}

TEST(UslVerdict, SaysThatThereWasNoGoodReply) {
  const auto verdict = judge_scalability(simulated({0.05, 0.0005, 0}, 3, 0, 1), 1);
  EXPECT_EQ(verdict.doubt, UslDoubt::kNoGoodReply);
  EXPECT_EQ(verdict.loads, 8u);
}

TEST(UslVerdict, TellsNoPeakOfOneRound) {
  const auto verdict = judge_scalability(simulated(kLaw, 1, 0.01, 1), 1);
  EXPECT_EQ(verdict.doubt, UslDoubt::kOneRound);
  EXPECT_NEAR(verdict.fit->law.alpha, kLaw.alpha, 0.02);
  EXPECT_FALSE(verdict.intervals);
  EXPECT_FALSE(verdict.peak());
}

TEST(UslVerdict, TellsNoPeakWithoutABend) {
  const auto verdict = judge_scalability(simulated({0.05, 0, 100}, 5, 0.03, 2), 2);
  EXPECT_EQ(verdict.doubt, UslDoubt::kNoBend);
  EXPECT_EQ(verdict.intervals->beta.low, 0);
  EXPECT_FALSE(verdict.peak());
}

TEST(UslVerdict, SaysOfALawThatOnlyFallsThatItFalls) {
  const auto verdict = judge_scalability(simulated({1.6, 0.01, 100}, 5, 0.01, 2), 2);
  EXPECT_EQ(verdict.doubt, UslDoubt::kFallsAtOnce);
  EXPECT_TRUE(verdict.describes());
  EXPECT_FALSE(verdict.peak());
}

TEST(UslVerdict, TellsNoPeakFarBeyondTheLadder) {
  const Usl late{0.01, 1e-5, 100};  // at 315 clients
  const auto verdict = judge_scalability(simulated(late, 5, 0.0001, 2), 2);
  EXPECT_EQ(verdict.doubt, UslDoubt::kFarPeak);
  EXPECT_GT(*verdict.fit->law.peak(), kFarthestPeak * verdict.highest_load);
  EXPECT_FALSE(verdict.peak());
}

TEST(UslVerdict, TellsNothingWhereTheLawIsNoDescription) {
  auto rounds = simulated(kLaw, 3, 0, 1);
  for (auto& round : rounds) round[5].throughput = 10;  // a hole that no such law has
  const auto verdict = judge_scalability(rounds, 1);
  EXPECT_EQ(verdict.doubt, UslDoubt::kBadFit);
  EXPECT_LT(verdict.fit->r_squared, kLeastRSquared);
}

TEST(UslVerdict, TellsNothingWhereALimitSetsInAtOnceThoughRSquaredIsGood) {
  // As an event loop did here: 22 ms a request, 490/s at most. The law would peak at 524/s.
  const std::vector<double> good{45, 82.5, 160, 299, 482, 488, 490, 484};
  UslRounds rounds(3);
  for (auto& round : rounds) {
    for (std::size_t i = 0; i < good.size(); ++i) round.push_back({kLoads[i], good[i]});
  }
  const auto verdict = judge_scalability(rounds, 1);
  EXPECT_GT(verdict.fit->r_squared, 0.95);
  EXPECT_GT(verdict.worst_miss, kFarthestMiss);
  EXPECT_EQ(verdict.doubt, UslDoubt::kHardLimit);
  EXPECT_FALSE(verdict.describes());
}

/// Whatever chance adds, and though some of them miss by less than 10 %.
TEST(UslVerdict, NeverTakesAHardLimitForALaw) {
  for (const double most : {200.0, 400.0, 470.0, 900.0}) {  // at 4, 8, 9 and 18 clients
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
      auto rounds = simulated({0, 0, 50}, 3, 0.03, seed);
      for (auto& round : rounds) {
        for (auto& point : round) point.throughput *= std::min(1.0, most / (50 * point.load));
      }
      const auto verdict = judge_scalability(rounds, seed, 10);
      EXPECT_FALSE(verdict.describes()) << most << " seed " << seed;
    }
  }
}

TEST(UslVerdict, SeesNoLimitWhereThroughputGrowsWithEveryLoad) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    for (const auto& law : {Usl{0, 0, 50}, Usl{0.05, 0, 100}, kLaw})
      EXPECT_TRUE(judge_scalability(simulated(law, 3, 0.03, seed), seed, 10).describes()) << seed;
  }
}

TEST(UslVerdict, FindsTheGoldenDataWellDescribed) {
  const auto verdict = judge_scalability({{{1, 64.9},
                                           {18, 995.9},
                                           {36, 1652.4},
                                           {72, 1853.2},
                                           {108, 1828.9},
                                           {144, 1775.0},
                                           {216, 1702.2}}},
                                         1);
  EXPECT_EQ(verdict.doubt, UslDoubt::kOneRound);
  EXPECT_NEAR(verdict.worst_miss, 0.06, 0.01);
}

}  // namespace
}  // namespace lab
