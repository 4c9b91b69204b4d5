// How a search ends where it cannot end in a bracket.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/loadgen/told_search.hpp"

namespace lab {
namespace {

using namespace std::chrono_literals;
using enum StepVerdict;

TEST(CapacitySearch, SaysThatTheHighestRatePasses) {
  auto most_200 = hour_plan();
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
  CapacitySearch search(hour_plan());
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
  CapacitySearch search(hour_plan());
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
  CapacitySearch search(hour_plan());
  expect_rows(search, 100,
              {{kPass, 200, Purpose::kGrow},
               {kFail, 141, Purpose::kBisect},
               {kUnknown, 141, Purpose::kTestAgain},
               {kUnknown, 119, Purpose::kBisect}});
  EXPECT_EQ(search.bracket().pass, 100);
  EXPECT_EQ(search.bracket().fail, 200);
}

TEST(CapacitySearch, CallsNoEndTestedAgainWhereTheGeneratorLimitedEverySecondTest) {
  CapacitySearch search(hour_plan());
  expect_rows(search, 100, rows(down_to_the_precision(), {{kUnknown, 367, Purpose::kTestAgain}}));
  search.tell(kUnknown);
  EXPECT_FALSE(search.next(kNoTime));
  EXPECT_EQ(search.bracket().conclusion, Conclusion::kUnknown);
  EXPECT_NEAR(*search.bracket().pass, 367, 0.5);
  EXPECT_EQ(search.bracket().passes, 1u);
}

TEST(CapacitySearch, CallsNoLowestRateFailedWhereTheGeneratorLimitedEverySecondTest) {
  auto lowest_100 = hour_plan();
  lowest_100.lowest = 100;
  CapacitySearch search(lowest_100);
  expect_rows(search, 100,
              {{kFail, 100, Purpose::kTestAgain}, {kUnknown, 100, Purpose::kTestAgain}});
  search.tell(kUnknown);
  EXPECT_FALSE(search.next(kNoTime));
  EXPECT_EQ(search.bracket().conclusion, Conclusion::kUnknown);
}

TEST(CapacitySearch, ForgetsAStepThatTheGeneratorLimitedOnce) {
  CapacitySearch search(hour_plan());
  expect_rows(search, 100, {{kUnknown, 100, Purpose::kTestAgain}, {kPass, 200, Purpose::kGrow}});
}

TEST(CapacitySearch, EndsWithWhatItHasWhenTheNextStepWouldOutlastTheBudget) {
  CapacitySearch search(hour_plan());
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
  auto slow = hour_plan();
  slow.overhead = 3s;
  CapacitySearch search(slow);
  ASSERT_TRUE(search.next(kNoTime));
  search.tell(kPass);
  EXPECT_TRUE(CapacitySearch(search).next(1h - 5500ms));  // 2 s, 500 ms and 3 s
  EXPECT_FALSE(search.next(1h - 5500ms + 1ns));
}

TEST(CapacitySearch, TakesOneStepWhateverItsBudget) {
  auto hasty = hour_plan();
  hasty.budget = 1s;
  CapacitySearch search(hasty);
  ASSERT_TRUE(search.next(kNoTime));
  search.tell(kPass);
  EXPECT_FALSE(search.next(3s));
}

}  // namespace
}  // namespace lab
