// The search as a table of what steps say and what is done next.
#include "loadgen/capacity/search.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <random>

#include "tests/unit/loadgen/told_search.hpp"

namespace lab {
namespace {

using namespace std::chrono_literals;
using enum StepVerdict;

TEST(CapacitySearch, DoublesTheRateUntilAStepFailsAndHalvesWhatIsBetween) {
  CapacitySearch search(hour_plan());
  expect_rows(search, 100, down_to_the_precision());
}

TEST(CapacitySearch, IsOverWhenBothEndsWereTestedAgain) {
  CapacitySearch search(hour_plan());
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
  CapacitySearch search(hour_plan());
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
  CapacitySearch search(hour_plan());
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
  CapacitySearch search(hour_plan());
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
  CapacitySearch search(hour_plan());
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
  auto searched = hour_plan();
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
  CapacitySearch search(hour_plan());
  const std::vector<Told> neither(3, {kLikelyFail, 141, Purpose::kBisect});
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
  CapacitySearch search(hour_plan());
  expect_rows(search, 100,
              {{kLikelyPass, 200, Purpose::kGrow}, {kLikelyPass, 400, Purpose::kGrow}});
  EXPECT_FALSE(search.bracket().pass) << "what was only likely is no result";
}

TEST(CapacitySearch, TestsAnEndThatOnlySeemedToPassOnTheWayUp) {
  CapacitySearch search(hour_plan());
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
  CapacitySearch search(hour_plan());
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

// --- how long steps are ---

TEST(CapacitySearch, IsShortOnTheWayUpAndLongAtASecondTest) {
  CapacitySearch search(hour_plan());
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
  CapacitySearch search(hour_plan());
  expect_rows(search, 100, {{kPass, 200, Purpose::kGrow}});
  EXPECT_EQ(search.next(kNoTime)->cool_down, SearchPlan().pause);
  search.tell(kFail);
  EXPECT_EQ(search.next(kNoTime)->cool_down, SearchPlan().pause_after_failure);
}

TEST(CapacitySearch, SaysTheSameUntilItIsToldSomething) {
  CapacitySearch search(hour_plan());
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
    CapacitySearch search(hour_plan());
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
    CapacitySearch search(hour_plan());
    const auto found = found_by(search, [&](double rate) {
      EXPECT_GE(rate, hour_plan().lowest);
      EXPECT_LE(rate, hour_plan().highest);
      return static_cast<StepVerdict>(std::uniform_int_distribution<>(0, 4)(random));
    });
    EXPECT_TRUE(!found.pass || !found.fail || *found.pass < *found.fail);
  }
}

}  // namespace
}  // namespace lab
