// What a plan is expected to come to.
#include "loadgen/capacity/plan_expectation.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "loadgen/capacity/plan_candidates.hpp"
#include "tests/unit/loadgen/sample_plans.hpp"

namespace lab {
namespace {

using testing::HasSubstr;

Met met_by(const InstancePlan& plan, const char* text) {
  const auto expectation = parse_plan_expectation(text);
  EXPECT_TRUE(expectation) << text;
  return judge_plan({*expectation}, plan).at(0).met;
}

TEST(PlanExpectation, IsHeldAgainstInstancesCoresAndConnections) {
  const auto plan = planned_with(candidate("async"), question(5000));  // 15 of a core, 36 places
  for (const auto* text : {"instances<=15", "instances >= 15", "instances<16", "cores<=15",
                           "cores>14.5", "connections<=36", "connections>35"})
    EXPECT_EQ(met_by(plan, text), Met::kYes) << text;
  for (const auto* text :
       {"instances<15", "instances>=16", "cores<=14", "connections<36", "connections>36"})
    EXPECT_EQ(met_by(plan, text), Met::kNo) << text;
}

TEST(PlanExpectation, IsNotMetByWhatThePlanDoesNotKnow) {
  const auto made = stated_candidate({.at_most = Rate{800}});
  const auto plan = planned_with(*made, question(100));
  for (const auto* text : {"cores<=1000", "cores>0"}) EXPECT_EQ(met_by(plan, text), Met::kNo);
}

TEST(PlanExpectation, IsRefusedByWhatIsWrongWithIt) {
  const auto refusal = [](const char* text) {
    const auto parsed = parse_plan_expectation(text);
    EXPECT_FALSE(parsed) << text;
    return parsed ? "" : parsed.error().text;
  };
  EXPECT_EQ(refusal("p99<10ms"), "'p99' is none of instances, cores, connections");
  EXPECT_EQ(refusal("instances<many"), "'many' is not a number (such as 15)");
  EXPECT_EQ(refusal("instances=15"),
            "'instances=15' has none of < <= > >= (such as instances<=15)");
}

}  // namespace
}  // namespace lab
