// The search as a table of what steps say and what is done next.
#include "loadgen/capacity/search.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <random>

namespace lab {
namespace {

using namespace std::chrono_literals;
using enum StepVerdict;

constexpr Duration kNoTime = 0s;

SearchPlan plan() {
  return {.start = 100, .lowest = 1, .highest = 100'000, .step = 4s, .longest = 18s, .budget = 1h};
}

/// A step's verdict and the rate that is to be offered after it, to the nearest.
struct Row {
  StepVerdict told;
  double next;
  Purpose purpose;
};

/// Begins with `first` and goes through the rows.
void expect_rows(CapacitySearch& search, double first, const std::vector<Row>& rows) {
  auto offer = search.next(kNoTime);
  ASSERT_TRUE(offer);
  EXPECT_NEAR(offer->rate, first, 0.5);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    search.tell(rows[i].told);
    offer = search.next(kNoTime);
    ASSERT_TRUE(offer) << "row " << i;
    EXPECT_NEAR(offer->rate, rows[i].next, 0.5) << "row " << i;
    EXPECT_EQ(purpose_name(offer->purpose), purpose_name(rows[i].purpose)) << "row " << i;
  }
}

/// 100 and 200 pass, 400 fails, and what is between is halved until 5 % are left: 364 and 381.
std::vector<Row> down_to_the_precision() {
  return {{kPass, 200, Purpose::kGrow},     {kPass, 400, Purpose::kGrow},
          {kFail, 283, Purpose::kBisect},   {kPass, 336, Purpose::kBisect},
          {kPass, 367, Purpose::kBisect},   {kPass, 383, Purpose::kBisect},
          {kFail, 367, Purpose::kTestAgain}};
}

std::vector<Row> rows(std::vector<Row> first, const std::vector<Row>& more) {
  first.insert(first.end(), more.begin(), more.end());
  return first;
}

TEST(CapacitySearch, DoublesTheRateUntilAStepFailsAndHalvesWhatIsBetween) {
  CapacitySearch search(plan());
  expect_rows(search, 100, down_to_the_precision());
}

TEST(CapacitySearch, IsOverWhenBothEndsWereTestedAgain) {
  CapacitySearch search(plan());
  expect_rows(search, 100, rows(down_to_the_precision(), {{kPass, 383, Purpose::kTestAgain}}));
  search.tell(kFail);
  EXPECT_FALSE(search.next(kNoTime));
  const auto bracket = search.bracket();
  EXPECT_EQ(bracket.conclusion, Conclusion::kBracketed);
  EXPECT_NEAR(*bracket.pass, 367, 0.5);
  EXPECT_NEAR(*bracket.fail, 383, 0.5);
  EXPECT_EQ(bracket.passes, 2u);
  EXPECT_EQ(bracket.failures, 2u);
  EXPECT_FALSE(bracket.not_shown);
}

TEST(CapacitySearch, LetsAThirdStepDecideWhereTheSecondContradicts) {
  CapacitySearch search(plan());
  expect_rows(search, 100,
              rows(down_to_the_precision(), {{kFail, 367, Purpose::kTestAgain},
                                             {kPass, 383, Purpose::kTestAgain},
                                             {kPass, 383, Purpose::kTestAgain}}));
  search.tell(kFail);
  EXPECT_FALSE(search.next(kNoTime));
  EXPECT_NEAR(*search.bracket().pass, 367, 0.5);
  EXPECT_NEAR(*search.bracket().fail, 383, 0.5);
}

TEST(CapacitySearch, MovesTheLowEndThatPassedByLuck) {
  CapacitySearch search(plan());
  expect_rows(search, 100,
              rows(down_to_the_precision(), {{kFail, 367, Purpose::kTestAgain},
                                             {kFail, 351, Purpose::kBisect},
                                             {kPass, 351, Purpose::kTestAgain}}));
  search.tell(kPass);
  EXPECT_FALSE(search.next(kNoTime));
  EXPECT_NEAR(*search.bracket().pass, 351, 0.5);
  EXPECT_NEAR(*search.bracket().fail, 367, 0.5);
}

TEST(CapacitySearch, MovesTheHighEndThatFailedByLuckAndGoesOnAboveIt) {
  CapacitySearch search(plan());
  expect_rows(search, 100,
              {{kPass, 200, Purpose::kGrow},
               {kFail, 141, Purpose::kBisect},  // by luck
               {kPass, 168, Purpose::kBisect},
               {kPass, 183, Purpose::kBisect},
               {kPass, 192, Purpose::kBisect},
               {kPass, 192, Purpose::kTestAgain},
               {kPass, 200, Purpose::kTestAgain},
               {kPass, 200, Purpose::kTestAgain},
               {kPass, 400, Purpose::kGrow}});
}

TEST(CapacitySearch, DoublesAStepThatShowsNeitherAndCountsItsPiecesAsOneSample) {
  CapacitySearch search(plan());
  expect_rows(search, 100, {{kPass, 200, Purpose::kGrow}, {kFail, 141, Purpose::kBisect}});
  for (const auto length : {4s, 4s, 8s, 2s}) {  // 18 s in all
    EXPECT_NEAR(search.next(kNoTime)->rate, 141, 0.5);
    EXPECT_EQ(search.next(kNoTime)->length, length);
    search.tell(length == 8s ? kLikelyPass : kLikelyFail);
    EXPECT_EQ(search.next(kNoTime)->sample, length == 2s ? Sample::kNew : Sample::kMore);
  }
  EXPECT_NEAR(search.next(kNoTime)->rate, 119, 0.5);
}

SearchPlan at_most_twenty_a_second() {
  auto searched = plan();
  searched.start = searched.highest = 20;
  return searched;
}

TEST(CapacitySearch, GivesALikelyPassAsManyRequestsAsItTakes) {
  CapacitySearch search(at_most_twenty_a_second());
  ASSERT_EQ(search.next(kNoTime)->length, 2s);
  search.tell(kLikelyPass, 400);
  EXPECT_EQ(search.next(kNoTime)->length, 20s) << "22 s of 20/s, by chance 40 more than 400";
  search.tell(kLikelyPass, 410);
  EXPECT_EQ(search.next(kNoTime)->length, 2s) << "few are missing";
  search.tell(kPass);
  EXPECT_EQ(search.next(kNoTime)->purpose, Purpose::kTestAgain);
}

TEST(CapacitySearch, DoesNotShrinkBehindALikelyPassThatTheBudgetIsTooShortFor) {
  CapacitySearch search(at_most_twenty_a_second());
  search.next(kNoTime);
  search.tell(kLikelyPass, 400);
  EXPECT_FALSE(search.next(1h - 20s)) << "a lower rate shows even less";
  EXPECT_EQ(search.bracket().conclusion, Conclusion::kOutOfTime);
}

TEST(CapacitySearch, ClosesInFromBothSidesOnARateThatShowsNeither) {
  CapacitySearch search(plan());
  const std::vector<Row> neither(3, {kLikelyFail, 141, Purpose::kBisect});
  expect_rows(search, 100,
              rows(rows({{kPass, 200, Purpose::kGrow}, {kFail, 141, Purpose::kBisect}}, neither),
                   {{kLikelyPass, 119, Purpose::kBisect},
                    {kPass, 168, Purpose::kBisect},
                    {kFail, 130, Purpose::kBisect},
                    {kPass, 154, Purpose::kBisect},
                    {kFail, 135, Purpose::kBisect},
                    {kPass, 148, Purpose::kBisect},
                    {kFail, 138, Purpose::kBisect},
                    {kPass, 145, Purpose::kBisect},
                    {kFail, 138, Purpose::kTestAgain},
                    {kPass, 145, Purpose::kTestAgain}}));
  search.tell(kFail);
  EXPECT_FALSE(search.next(kNoTime));
  EXPECT_EQ(search.bracket().conclusion, Conclusion::kBracketed);
  EXPECT_NEAR(*search.bracket().not_shown, 141, 0.5);
  EXPECT_LT(*search.bracket().fail / *search.bracket().pass, 1.05);
}

TEST(CapacitySearch, GoesOnUpwardsFromAStepTooShortToShowThatItPasses) {
  CapacitySearch search(plan());
  expect_rows(search, 100,
              {{kLikelyPass, 200, Purpose::kGrow}, {kLikelyPass, 400, Purpose::kGrow}});
  EXPECT_FALSE(search.bracket().pass) << "what was only likely is no result";
}

TEST(CapacitySearch, TestsAnEndThatOnlySeemedToPassOnTheWayUp) {
  CapacitySearch search(plan());
  expect_rows(search, 100,
              {{kLikelyPass, 200, Purpose::kGrow},
               {kFail, 141, Purpose::kBisect},
               {kFail, 119, Purpose::kBisect},
               {kFail, 109, Purpose::kBisect},
               {kFail, 104, Purpose::kBisect},
               {kFail, 100, Purpose::kTestAgain},
               {kPass, 100, Purpose::kTestAgain},
               {kPass, 104, Purpose::kTestAgain}});
}

TEST(CapacitySearch, ProlongsASecondTestToTheSameTimeAndLetsAThirdDecide) {
  CapacitySearch search(plan());
  expect_rows(search, 100,
              rows(down_to_the_precision(), {{kLikelyFail, 367, Purpose::kTestAgain}}));
  EXPECT_EQ(search.next(kNoTime)->sample, Sample::kMore);
  search.tell(kLikelyFail);
  EXPECT_EQ(search.next(kNoTime)->length, 2s) << "8 and 8 before";
  search.tell(kLikelyFail);
  EXPECT_EQ(search.next(kNoTime)->sample, Sample::kNew);
  EXPECT_NEAR(search.next(kNoTime)->rate, 367, 0.5);
  search.tell(kPass);
  EXPECT_NEAR(search.next(kNoTime)->rate, 383, 0.5);
}

// --- where it cannot end in a bracket ---

TEST(CapacitySearch, SaysThatTheHighestRatePasses) {
  auto most_200 = plan();
  most_200.highest = 150;
  CapacitySearch search(most_200);
  expect_rows(search, 100, {{kPass, 150, Purpose::kGrow}, {kPass, 150, Purpose::kTestAgain}});
  search.tell(kPass);
  EXPECT_FALSE(search.next(kNoTime));
  EXPECT_EQ(search.bracket().conclusion, Conclusion::kNeverFailed);
  EXPECT_EQ(search.bracket().pass, 150);
  EXPECT_FALSE(search.bracket().fail);
}

TEST(CapacitySearch, SaysThatTheLowestRateFails) {
  CapacitySearch search(plan());
  expect_rows(search, 100,
              {{kFail, 25, Purpose::kShrink},
               {kFail, 6.25, Purpose::kShrink},
               {kFail, 1.5625, Purpose::kShrink},
               {kFail, 1, Purpose::kShrink},
               {kFail, 1, Purpose::kTestAgain}});
  search.tell(kFail);
  EXPECT_FALSE(search.next(kNoTime));
  EXPECT_EQ(search.bracket().conclusion, Conclusion::kNeverPassed);
  EXPECT_FALSE(search.bracket().pass);
  EXPECT_EQ(search.bracket().fail, 1);
}

TEST(CapacitySearch, TakesTwoStepsThatTheGeneratorLimitedForItsCeiling) {
  CapacitySearch search(plan());
  expect_rows(search, 100,
              {{kPass, 200, Purpose::kGrow},
               {kUnknown, 200, Purpose::kTestAgain},
               {kUnknown, 141, Purpose::kBisect},
               {kPass, 168, Purpose::kBisect},
               {kPass, 183, Purpose::kBisect},
               {kPass, 192, Purpose::kBisect},
               {kPass, 192, Purpose::kTestAgain}});
  search.tell(kPass);
  EXPECT_FALSE(search.next(kNoTime));
  EXPECT_EQ(search.bracket().conclusion, Conclusion::kUnknown);
  EXPECT_NEAR(*search.bracket().pass, 192, 0.5);
  EXPECT_FALSE(search.bracket().fail) << "the generator's limit is not the server's";
}

TEST(CapacitySearch, StillSaysWhatFailedAboveTheCeilingOfTheGenerator) {
  CapacitySearch search(plan());
  expect_rows(search, 100,
              {{kPass, 200, Purpose::kGrow},
               {kFail, 141, Purpose::kBisect},
               {kUnknown, 141, Purpose::kTestAgain},
               {kUnknown, 119, Purpose::kBisect}});
  EXPECT_EQ(search.bracket().pass, 100);
  EXPECT_EQ(search.bracket().fail, 200);
}

TEST(CapacitySearch, CallsNoEndTestedAgainWhereTheGeneratorLimitedEverySecondTest) {
  CapacitySearch search(plan());
  expect_rows(search, 100, rows(down_to_the_precision(), {{kUnknown, 367, Purpose::kTestAgain}}));
  search.tell(kUnknown);
  EXPECT_FALSE(search.next(kNoTime));
  EXPECT_EQ(search.bracket().conclusion, Conclusion::kUnknown);
  EXPECT_NEAR(*search.bracket().pass, 367, 0.5);
  EXPECT_EQ(search.bracket().passes, 1u);
}

TEST(CapacitySearch, CallsNoLowestRateFailedWhereTheGeneratorLimitedEverySecondTest) {
  auto lowest_100 = plan();
  lowest_100.lowest = 100;
  CapacitySearch search(lowest_100);
  expect_rows(search, 100,
              {{kFail, 100, Purpose::kTestAgain}, {kUnknown, 100, Purpose::kTestAgain}});
  search.tell(kUnknown);
  EXPECT_FALSE(search.next(kNoTime));
  EXPECT_EQ(search.bracket().conclusion, Conclusion::kUnknown);
}

TEST(CapacitySearch, ForgetsAStepThatTheGeneratorLimitedOnce) {
  CapacitySearch search(plan());
  expect_rows(search, 100, {{kUnknown, 100, Purpose::kTestAgain}, {kPass, 200, Purpose::kGrow}});
}

TEST(CapacitySearch, EndsWithWhatItHasWhenTheNextStepWouldOutlastTheBudget) {
  CapacitySearch search(plan());
  expect_rows(search, 100, {{kPass, 200, Purpose::kGrow}, {kFail, 141, Purpose::kBisect}});
  search.tell(kPass);
  EXPECT_EQ(search.bracket().conclusion, Conclusion::kInterrupted);
  EXPECT_TRUE(CapacitySearch(search).next(1h - 4500ms));  // its length and a pause of 500 ms
  EXPECT_FALSE(search.next(1h - 4500ms + 1ns));
  EXPECT_EQ(search.bracket().conclusion, Conclusion::kOutOfTime);
  EXPECT_NEAR(*search.bracket().pass, 141, 0.5);
  EXPECT_EQ(search.bracket().fail, 200);
}

TEST(CapacitySearch, CountsWhatAStepTakesBesidesItsLength) {
  auto slow = plan();
  slow.overhead = 3s;
  CapacitySearch search(slow);
  ASSERT_TRUE(search.next(kNoTime));
  search.tell(kPass);
  EXPECT_TRUE(CapacitySearch(search).next(1h - 5500ms));  // 2 s, 500 ms and 3 s
  EXPECT_FALSE(search.next(1h - 5500ms + 1ns));
}

TEST(CapacitySearch, TakesOneStepWhateverItsBudget) {
  auto hasty = plan();
  hasty.budget = 1s;
  CapacitySearch search(hasty);
  ASSERT_TRUE(search.next(kNoTime));
  search.tell(kPass);
  EXPECT_FALSE(search.next(3s));
}

// --- how long steps are ---

TEST(CapacitySearch, IsShortOnTheWayUpAndLongAtASecondTest) {
  CapacitySearch search(plan());
  EXPECT_EQ(search.next(kNoTime)->length, 2s);
  expect_rows(search, 100, {{kPass, 200, Purpose::kGrow}, {kFail, 141, Purpose::kBisect}});
  EXPECT_EQ(search.next(kNoTime)->length, 4s);
  expect_rows(search, 141,
              {{kFail, 119, Purpose::kBisect},
               {kFail, 109, Purpose::kBisect},
               {kFail, 104, Purpose::kBisect},
               {kFail, 100, Purpose::kTestAgain}});
  EXPECT_EQ(search.next(kNoTime)->length, 8s);
}

TEST(CapacitySearch, LetsTheServerRecoverForLongerBehindAFailure) {
  CapacitySearch search(plan());
  expect_rows(search, 100, {{kPass, 200, Purpose::kGrow}});
  EXPECT_EQ(search.next(kNoTime)->cool_down, SearchPlan().pause);
  search.tell(kFail);
  EXPECT_EQ(search.next(kNoTime)->cool_down, SearchPlan().pause_after_failure);
}

TEST(CapacitySearch, SaysTheSameUntilItIsToldSomething) {
  CapacitySearch search(plan());
  const auto offer = search.next(kNoTime);
  EXPECT_EQ(search.next(1min), offer);
}

// --- of any server ---

Bracket found_by(CapacitySearch& search, const std::function<StepVerdict(double)>& step) {
  while (const auto offer = search.next(kNoTime)) search.tell(step(offer->rate));
  return search.bracket();
}

TEST(CapacitySearch, BracketsAnyCapacityWhenNoStepErrs) {
  std::mt19937_64 random(8);
  for (int i = 0; i < 200; ++i) {
    const double capacity = std::exp(std::uniform_real_distribution<>(0.1, 11)(random));
    CapacitySearch search(plan());
    const auto found =
        found_by(search, [&](double rate) { return rate <= capacity ? kPass : kFail; });
    ASSERT_EQ(found.conclusion, Conclusion::kBracketed) << capacity;
    EXPECT_LE(*found.pass, capacity);
    EXPECT_GE(*found.fail, capacity);
    EXPECT_LE(*found.fail / *found.pass, 1.0500001);
  }
}

TEST(CapacitySearch, EndsWhateverStepsSayAndNeverOffersWhatItMayNot) {
  std::mt19937_64 random(8);
  for (int i = 0; i < 200; ++i) {
    CapacitySearch search(plan());
    const auto found = found_by(search, [&](double rate) {
      EXPECT_GE(rate, plan().lowest);
      EXPECT_LE(rate, plan().highest);
      return static_cast<StepVerdict>(std::uniform_int_distribution<>(0, 4)(random));
    });
    EXPECT_TRUE(!found.pass || !found.fail || *found.pass < *found.fail);
  }
}

}  // namespace
}  // namespace lab
