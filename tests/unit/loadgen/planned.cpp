// Plans lessons and looks at the plans.
#include "tests/unit/loadgen/planned.hpp"

#include <algorithm>

namespace lab {
namespace {

auto find(const LessonPlan& plan, std::string_view what) {
  return std::find_if(plan.checks.begin(), plan.checks.end(),
                      [&](const Check& c) { return c.what == what; });
}

}  // namespace

LessonPlan planned(std::string_view id, int cores) {
  return find_lesson(id)->plan(Setting{cores, 5, 1});
}

const Check& check_of(const LessonPlan& plan, std::string_view what) {
  static const Check kNone = [] {
    Check none;
    none.predicted = {0};
    return none;
  }();
  const auto found = find(plan, what);
  if (found != plan.checks.end()) return *found;
  ADD_FAILURE() << "no check is called " << what;
  return kNone;
}

bool has_check(const LessonPlan& plan, std::string_view what) {
  return find(plan, what) != plan.checks.end();
}

double value_of(const LessonPlan& plan, std::string_view what) {
  return check_of(plan, what).predicted.front();
}

void expect_value(const LessonPlan& plan, std::string_view what, double value) {
  EXPECT_NEAR(value_of(plan, what) / value, 1, 1e-3) << what;
}

void expect_text(const LessonPlan& plan, std::string_view what, std::string_view part) {
  EXPECT_THAT(check_of(plan, what).formula, testing::HasSubstr(std::string(part)));
}

}  // namespace lab
