// Plans lessons and looks at the plans.
#include "tests/unit/loadgen/planned.hpp"

#include <algorithm>
#include <set>

namespace lab {
namespace {

void expect_sound(const Check& check, std::size_t arms) {
  EXPECT_FALSE(check.formula.empty()) << check.what;
  EXPECT_FALSE(check.predicted.empty()) << check.what;
  for (const auto arm : arms_of(check.measure)) EXPECT_LT(arm, arms) << check.what;
}

void expect_sound(const Chart& chart, std::size_t checks, std::size_t arms) {
  EXPECT_FALSE(chart.title.empty());
  for (const auto& bar : chart.bars) EXPECT_LT(bar.check, checks) << bar.label;
  for (const auto& curve : chart.curves) {
    for (const auto& point : curve.points) EXPECT_LT(point.check, checks) << curve.name;
  }
  for (const auto arm : chart.arms) EXPECT_LT(arm, arms);
}

}  // namespace

LessonPlan planned(const Lesson& lesson, int cores) { return lesson.plan({cores, 5, 1}); }

const Check& check_named(const LessonPlan& plan, std::string_view what) {
  static const Check kNone;
  const auto found = std::find_if(plan.checks.begin(), plan.checks.end(),
                                  [&](const Check& c) { return c.what == what; });
  if (found != plan.checks.end()) return *found;
  ADD_FAILURE() << "no check is called " << what;
  return kNone;
}

void expect_sound(const LessonPlan& plan) {
  std::set<std::string> names;
  for (const auto& arm : plan.arms) {
    EXPECT_TRUE(names.insert(arm.facts.name).second) << arm.facts.name;
    EXPECT_GT(arm.takes, Duration::zero()) << arm.facts.name;
  }
  for (const auto& check : plan.checks) expect_sound(check, plan.arms.size());
  EXPECT_LT(plan.headline, plan.checks.size());
  EXPECT_FALSE(plan.charts.empty());
  for (const auto& chart : plan.charts) expect_sound(chart, plan.checks.size(), plan.arms.size());
}

}  // namespace lab
