// What the lessons predict, by value, and that every row of the table can be planned anywhere.
#include "loadgen/lessons/lessons.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "loadgen/experiment/runner.hpp"

namespace lab {
namespace {

using testing::HasSubstr;

LessonPlan plan_of(std::string_view id, const Setting& setting) {
  const auto* lesson = find_lesson(id);
  EXPECT_NE(lesson, nullptr) << id;
  return lesson->plan(setting);
}

const Check& check_of(const LessonPlan& plan, std::string_view what) {
  static const Check kNone;
  for (const auto& check : plan.checks) {
    if (check.what == what) return check;
  }
  ADD_FAILURE() << "no check of " << what;
  return kNone;
}

double predicted(const LessonPlan& plan, std::string_view what) {
  return check_of(plan, what).predicted.at(0);
}

class EveryLesson : public testing::TestWithParam<int> {
 protected:
  Setting setting() const { return {.cores = GetParam(), .rounds = 5, .seed = 7}; }
};
INSTANTIATE_TEST_SUITE_P(Cores, EveryLesson, testing::Values(1, 2, 4, 8, 64));

TEST_P(EveryLesson, PredictsSomethingThatCanBeJudged) {
  for (const auto& lesson : lessons()) {
    const auto plan = lesson.plan(setting());
    const auto rounds = rounds_of(plan, setting());
    SCOPED_TRACE(lesson.text.id);
    ASSERT_LT(plan.headline, plan.checks.size());
    for (const auto& check : plan.checks) {
      SCOPED_TRACE(check.what);
      EXPECT_TRUE(check.predicted.size() == 1 || check.predicted.size() == rounds);
      for (const auto value : check.predicted) {
        EXPECT_TRUE(std::isfinite(value));
        if (check.claim == Claim::kNear && check.tolerance > 0) {
          EXPECT_GT(value, 0);
        }
      }
      EXPECT_FALSE(check.formula.empty());
      for (const auto arm : arms_of(check.measure)) EXPECT_LT(arm, plan.arms.size());
    }
  }
}

TEST_P(EveryLesson, DrawsItsOwnChecksAndArms) {
  for (const auto& lesson : lessons()) {
    const auto plan = lesson.plan(setting());
    SCOPED_TRACE(lesson.text.id);
    EXPECT_FALSE(plan.charts.empty());
    for (const auto& chart : plan.charts) {
      for (const auto& bar : chart.bars) EXPECT_LT(bar.check, plan.checks.size());
      for (const auto& curve : chart.curves) {
        for (const auto& point : curve.points) EXPECT_LT(point.check, plan.checks.size());
      }
      for (const auto arm : chart.arms) EXPECT_LT(arm, plan.arms.size());
    }
  }
}

TEST_P(EveryLesson, HasArmsOfDifferentNamesThatTakeTime) {
  for (const auto& lesson : lessons()) {
    const auto plan = lesson.plan(setting());
    std::set<std::string> names;
    for (const auto& arm : plan.arms) {
      EXPECT_TRUE(names.insert(arm.facts.name).second) << lesson.text.id << ": " << arm.facts.name;
      EXPECT_GT(arm.takes, Duration::zero()) << lesson.text.id << ": " << arm.facts.name;
    }
  }
}

TEST(Lessons, ShowAStrongEffectInOneRound) {
  for (const auto& lesson : lessons()) {
    const auto plan = lesson.plan({.cores = 2, .rounds = 1, .seed = 7});
    if (plan.rounds > 1) continue;  // judged over rounds even so
    const auto strong = std::count_if(plan.checks.begin(), plan.checks.end(),
                                      [](const Check& c) { return c.effect == Effect::kStrong; });
    EXPECT_GT(strong, 0) << lesson.text.id;
  }
}

TEST(Lessons, TakeLessThanTwentyMinutesInAllAndSixQuickly) {
  const auto time_of_all = [](std::size_t rounds) {
    const Setting setting{.cores = 2, .rounds = rounds, .seed = 7};
    Duration sum{};
    for (const auto& lesson : lessons()) sum += expected_time(lesson.plan(setting), setting);
    return sum;
  };
  EXPECT_LT(time_of_all(5), std::chrono::minutes(20));
  EXPECT_LT(time_of_all(1), std::chrono::minutes(6));
}

TEST(IoBound, PredictsByConcurrencyAlone) {
  const auto plan = plan_of("io-bound", {.cores = 8});
  EXPECT_NEAR(predicted(plan, "process x8: good replies"), 160, 1e-9);
  EXPECT_NEAR(predicted(plan, "process x32: good replies"), 640, 1e-9);
  EXPECT_NEAR(predicted(plan, "thread: good replies"), 4000, 1e-9);
  EXPECT_NEAR(predicted(plan, "async: good replies"), 4000, 1e-9);
  EXPECT_EQ(check_of(plan, "process x8: good replies").formula, "w / W = 8 / 50 ms");
}

TEST(CpuBound, PredictsByCoresAlone) {
  const auto plan = plan_of("cpu-bound", {.cores = 4});
  EXPECT_NEAR(predicted(plan, "process x4: good replies"), 800, 8) << "less what loadgen takes";
  EXPECT_NEAR(predicted(plan, "hybrid x4: good replies"), 800, 8);
  EXPECT_NEAR(predicted(plan, "async: good replies"), 200, 1e-9);
  EXPECT_NEAR(predicted(plan, "async: p50 latency"), 0.080, 1e-12);
}

TEST(CpuBound, OfOneCoreClaimsNoParallelism) {
  for (const auto& check : plan_of("cpu-bound", {.cores = 1}).checks)
    EXPECT_EQ(check.claim, Claim::kNear) << check.what;
}

TEST(Blocking, PredictsWhatTheLoopIsHeldFor) {
  const auto plan = plan_of("blocking", {.cores = 2});
  EXPECT_NEAR(predicted(plan, "async, none blocks: good replies"), 4000, 1e-9);
  EXPECT_NEAR(predicted(plan, "async, a tenth blocks: good replies"), 200, 1e-9);
  EXPECT_NEAR(predicted(plan, "async, all block: good replies"), 20, 1e-9);
  EXPECT_NEAR(predicted(plan, "thread, all block: good replies"), 4000, 1e-9);
  EXPECT_THAT(check_of(plan, "async, a tenth blocks: good replies").formula, HasSubstr("1 / 5 ms"));
}

TEST(Victims, PredictsEachRoundByItsOwnArrivals) {
  const Setting setting{.cores = 2, .rounds = 40, .seed = 1};
  const auto plan = plan_of("victims", setting);
  const auto& means = check_of(plan, "async, rho 0.5: victims' mean latency").predicted;
  ASSERT_EQ(means.size(), 40u);
  double sum = 0;
  for (const auto mean : means) sum += mean;
  EXPECT_NEAR(sum / 40, 0.025, 0.006) << "B rho / (2 (1 - rho)) in the long run";
  EXPECT_THAT(check_of(plan, "async, rho 0.5: victims' p90 latency").formula,
              HasSubstr("M/D/1 in the long run 75.8ms"));
}

}  // namespace
}  // namespace lab
