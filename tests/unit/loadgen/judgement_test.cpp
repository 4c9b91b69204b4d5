// What is confirmed, refuted or left open.
#include "loadgen/experiment/judgement.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "tests/unit/loadgen/sample_lessons.hpp"

namespace lab {
namespace {

using testing::HasSubstr;

LessonSummary judged(Claim claim, double predicted, double tolerance, std::vector<double> values,
                     Effect effect = Effect::kMeasured) {
  return judge(sample_lesson(sample_check(claim, predicted, tolerance, effect), values));
}

TEST(Judgement, ConfirmsWhatLiesWhollyInside) {
  const auto summary = judged(Claim::kNear, 100, 0.15, {98, 101, 103, 99, 100});
  EXPECT_EQ(summary.verdict, Verdict::kConfirmed);
  EXPECT_EQ(summary.reason, "");
  EXPECT_DOUBLE_EQ(*summary.checks[0].measured, 100);
  EXPECT_TRUE(summary.checks[0].interval->contains(100));
  EXPECT_EQ(summary.checks[0].rounds, 5u);
}

TEST(Judgement, RefutesWhatLiesWhollyOutside) {
  const auto summary = judged(Claim::kNear, 100, 0.15, {150, 152, 149, 151, 150});
  EXPECT_EQ(summary.verdict, Verdict::kRefuted);
  EXPECT_THAT(summary.reason, HasSubstr("server: good replies: the whole interval lies outside"));
}

TEST(Judgement, LeavesOpenWhatLiesAcrossTheEdge) {
  const auto summary = judged(Claim::kNear, 100, 0.15, {113, 115, 117, 114, 116});
  EXPECT_EQ(summary.verdict, Verdict::kInconclusive);
  EXPECT_THAT(summary.reason, HasSubstr("across the edge"));
}

TEST(Judgement, LeavesOpenWhatIsTooNoisyThoughItsMedianIsRight) {
  const auto summary = judged(Claim::kNear, 100, 0.15, {60, 160, 100, 75, 140});
  EXPECT_EQ(summary.verdict, Verdict::kInconclusive);
  EXPECT_THAT(summary.reason, HasSubstr("too noisy"));
}

TEST(Judgement, AcceptsAsMuchAboveAsBelowInFactors) {
  EXPECT_EQ(judged(Claim::kNear, 100, 0.25, {81, 81, 81}).verdict, Verdict::kConfirmed);
  EXPECT_EQ(judged(Claim::kNear, 100, 0.25, {79, 79, 79}).verdict, Verdict::kRefuted);
  EXPECT_EQ(judged(Claim::kNear, 100, 0.25, {124, 124, 124}).verdict, Verdict::kConfirmed);
  EXPECT_EQ(judged(Claim::kNear, 100, 0.25, {126, 126, 126}).verdict, Verdict::kRefuted);
}

TEST(Judgement, MeetsCountsExactlyAndZeroToo) {
  EXPECT_EQ(judged(Claim::kNear, 36, 0, {36, 36, 36}).verdict, Verdict::kConfirmed);
  EXPECT_EQ(judged(Claim::kNear, 36, 0, {36, 36, 35}).verdict, Verdict::kInconclusive);
  EXPECT_EQ(judged(Claim::kNear, 36, 0, {35, 35, 35}).verdict, Verdict::kRefuted);
  EXPECT_EQ(judged(Claim::kNear, 0, 0, {0, 0, 0}).verdict, Verdict::kConfirmed);
  EXPECT_NE(judged(Claim::kNear, 0, 0, {0, 1, 0}).verdict, Verdict::kConfirmed);
}

TEST(Judgement, HoldsBoundsAgainstTheWholeInterval) {
  EXPECT_EQ(judged(Claim::kAtLeast, 10, 0, {19, 21, 20}).verdict, Verdict::kConfirmed);
  EXPECT_EQ(judged(Claim::kAtLeast, 10, 0, {10, 11, 12}).verdict, Verdict::kInconclusive);
  EXPECT_EQ(judged(Claim::kAtLeast, 10, 0, {2, 2.1, 2.2}).verdict, Verdict::kRefuted);
  EXPECT_EQ(judged(Claim::kAtMost, 10, 0, {1, 1, 2}).verdict, Verdict::kConfirmed);
  EXPECT_EQ(judged(Claim::kAtMost, 10, 0, {0, 0, 0}).verdict, Verdict::kConfirmed);
  EXPECT_EQ(judged(Claim::kAtMost, 10, 0, {50, 51, 52}).verdict, Verdict::kRefuted);
}

TEST(Judgement, OfOneRoundJudgesStrongEffectsAlone) {
  const auto measured = judged(Claim::kNear, 100, 0.15, {101});
  EXPECT_FALSE(measured.checks[0].verdict);
  EXPECT_FALSE(measured.checks[0].interval);
  EXPECT_EQ(measured.verdict, Verdict::kInconclusive) << "nothing was judged";
  EXPECT_EQ(judged(Claim::kAtLeast, 10, 0, {20}, Effect::kStrong).verdict, Verdict::kConfirmed);
}

TEST(Judgement, OfOneRoundNeverRefutes) {
  const auto summary = judged(Claim::kAtLeast, 10, 0, {1}, Effect::kStrong);
  EXPECT_EQ(summary.verdict, Verdict::kInconclusive);
  EXPECT_THAT(summary.reason, HasSubstr("one round contradicts it"));
}

TEST(Judgement, LeavesOutRoundsThatTellNothingOfTheServer) {
  auto facts = sample_lesson(sample_check(Claim::kNear, 100, 0.15), {99, 100, 300, 101, 300});
  facts.rounds[2][0].doubt = facts.rounds[4][0].doubt = "loadgen was the limit";
  const auto summary = judge(facts);
  EXPECT_EQ(summary.verdict, Verdict::kConfirmed);
  EXPECT_EQ(summary.checks[0].rounds, 3u);
  EXPECT_EQ(summary.checks[0].left_out, 2u);
}

TEST(Judgement, IsOpenWhenTooFewRoundsAreLeft) {
  auto facts = sample_lesson(sample_check(Claim::kNear, 100, 0.15), {99, 100, 300, 101, 300});
  for (const auto r : {1u, 2u, 4u}) facts.rounds[r][0].doubt = "loadgen was the limit";
  const auto summary = judge(facts);
  EXPECT_EQ(summary.verdict, Verdict::kInconclusive);
  EXPECT_THAT(summary.reason, HasSubstr("server: loadgen was the limit"));
}

TEST(Judgement, IsOpenWhenAQuantityCouldNotBeHad) {
  auto facts = sample_lesson(sample_check(Claim::kNear, 100, 0.15), {100, 100, 100});
  facts.checks[0].measure.of.quantity = Quantity::kP99;
  const auto summary = judge(facts);
  EXPECT_EQ(summary.verdict, Verdict::kInconclusive);
  EXPECT_FALSE(summary.checks[0].measured);
  EXPECT_THAT(summary.reason, HasSubstr("nothing to measure"));
}

TEST(Judgement, IsOpenWhenNoRoundIsWhole) {
  auto facts = sample_lesson(sample_check(Claim::kNear, 100, 0.15), {});
  EXPECT_THAT(judge(facts).reason, HasSubstr("no round is whole"));
  facts.broken = "server: cannot listen";
  EXPECT_THAT(judge(facts).reason, HasSubstr("cannot listen"));
}

TEST(Judgement, IsOpenWhenItWasCutShortThoughOneRoundConfirmsIt) {
  auto facts = sample_lesson(sample_check(Claim::kAtLeast, 10, 0, Effect::kStrong), {20});
  facts.rounds_wanted = 5;
  EXPECT_EQ(judge(facts).verdict, Verdict::kInconclusive);
  EXPECT_THAT(judge(facts).reason, HasSubstr("only 1 of 5 rounds is whole"));
  facts.broken = "the server did not start";
  EXPECT_THAT(judge(facts).reason, HasSubstr("did not start"));
}

TEST(Judgement, NeedsMoreThanHalfOfTheRounds) {
  auto facts = sample_lesson(sample_check(Claim::kNear, 100, 0.15), std::vector(10, 100.0));
  for (int r = 0; r < 5; ++r) facts.rounds[static_cast<std::size_t>(r)][0].doubt = "too busy";
  EXPECT_EQ(judge(facts).verdict, Verdict::kInconclusive);
  facts.rounds[0][0].doubt.clear();
  EXPECT_EQ(judge(facts).verdict, Verdict::kConfirmed);
}

TEST(Judgement, ComparesEachRoundWithItsOwnPrediction) {
  auto check = sample_check(Claim::kNear, 0, 0.1);
  check.predicted = {10, 100, 1000};
  const auto summary = judge(sample_lesson(check, {10.1, 99, 1005}));
  EXPECT_EQ(summary.verdict, Verdict::kConfirmed) << "though the rounds differ a hundredfold";
  EXPECT_DOUBLE_EQ(summary.checks[0].predicted, 100);
  EXPECT_EQ(*summary.checks[0].measured, 99) << "the median itself";
  EXPECT_TRUE(summary.checks[0].share->contains(1));
  EXPECT_GT(summary.checks[0].interval->low, 95);
  EXPECT_LT(summary.checks[0].interval->high, 105);
}

TEST(Judgement, OfALessonIsItsWorstCheck) {
  auto facts = sample_lesson(sample_check(Claim::kNear, 100, 0.15), {100, 100, 100});
  facts.checks.push_back(sample_check(Claim::kAtLeast, 90, 0));
  EXPECT_EQ(judge(facts).verdict, Verdict::kConfirmed);
  facts.checks.push_back(sample_check(Claim::kAtLeast, 100.5, 0));
  facts.rounds[0][0].set(Quantity::kGood, 101);
  EXPECT_EQ(judge(facts).verdict, Verdict::kInconclusive);
  facts.checks.push_back(sample_check(Claim::kAtLeast, 200, 0));
  EXPECT_EQ(judge(facts).verdict, Verdict::kRefuted);
}

TEST(Judgement, SubtractsAndDividesAsTheMeasureSays) {
  auto facts = sample_pairs(2, 0.1, {0.010, 0.011, 0.009}, {0.030, 0.033, 0.027});
  facts.checks[0].measure.less = Term{0, Quantity::kMean};
  EXPECT_NEAR(*judge(facts).checks[0].measured, 2, 1e-9) << "(3 - 1) / 1";
}

// --- The claims of the self-check, with rounds whose truth is known -----------------------------

/// Two servers measured in pairs: latencies with noise of `sigma` on logarithms, the second
/// `factor` times as slow.
class Pairs {
 public:
  explicit Pairs(double sigma) : noise_(0, sigma) {}

  LessonFacts draw(std::size_t pairs, double factor, double predicted, double tolerance) {
    std::vector<double> one, two;
    for (std::size_t i = 0; i < pairs; ++i) {
      one.push_back(0.010 * std::exp(noise_(bits_)));
      two.push_back(0.010 * factor * std::exp(noise_(bits_)));
    }
    return sample_pairs(predicted, tolerance, one, two);
  }

 private:
  std::mt19937_64 bits_{20261126};
  std::normal_distribution<double> noise_;
};

constexpr int kTimes = 2000;

TEST(SelfCheck, OfTheSameServerTwiceHoldsOneInNineteenOfTwentyIntervals) {
  Pairs pairs(0.03);
  int holds = 0;
  for (int i = 0; i < kTimes; ++i) {
    const auto summary = judge(pairs.draw(10, 1, 1, 0.05));
    holds += summary.checks[0].interval->contains(1) ? 1 : 0;
  }
  EXPECT_NEAR(static_cast<double>(holds) / kTimes, 0.95, 0.015);
}

TEST(SelfCheck, ReportsNoDifferenceBetweenTheSameServerTwice) {
  Pairs pairs(0.02);
  int confirmed = 0, refuted = 0;
  for (int i = 0; i < kTimes; ++i) {
    const auto verdict = judge(pairs.draw(10, 1, 1, 0.05)).verdict;
    confirmed += verdict == Verdict::kConfirmed ? 1 : 0;
    refuted += verdict == Verdict::kRefuted ? 1 : 0;
  }
  EXPECT_GE(confirmed, kTimes * 97 / 100);
  EXPECT_EQ(refuted, 0);
}

TEST(SelfCheck, FindsATenthMoreWork) {
  Pairs pairs(0.02);
  int told_apart = 0, confirmed = 0;
  for (int i = 0; i < kTimes; ++i) {
    const auto summary = judge(pairs.draw(10, 1.1, 1.1, 0.04));
    told_apart += summary.checks[0].interval->low > 1 ? 1 : 0;
    confirmed += summary.verdict == Verdict::kConfirmed ? 1 : 0;
  }
  EXPECT_EQ(told_apart, kTimes) << "from no difference";
  EXPECT_GE(confirmed, kTimes * 9 / 10);
}

TEST(SelfCheck, DoesNotTakeATenthMoreWorkForNoDifference) {
  Pairs pairs(0.02);
  for (int i = 0; i < kTimes; ++i)
    EXPECT_NE(judge(pairs.draw(10, 1.1, 1, 0.05)).verdict, Verdict::kConfirmed);
}

/// Tolerances are three times the noise of a round at least; the truth may still lie half of one
/// beside the prediction.
TEST(SelfCheck, IsNotRefutedByNoiseWhateverTheNoise) {
  for (const auto sigma : {0.01, 0.05, 0.2, 0.5}) {
    Pairs pairs(sigma);
    int refuted = 0;
    for (int i = 0; i < kTimes; ++i) {
      const auto verdict = judge(pairs.draw(5, 1 + 1.5 * sigma, 1, 3 * sigma)).verdict;
      refuted += verdict == Verdict::kRefuted ? 1 : 0;
    }
    EXPECT_LE(refuted, kTimes / 500) << "with noise of " << sigma;
  }
}

}  // namespace
}  // namespace lab
