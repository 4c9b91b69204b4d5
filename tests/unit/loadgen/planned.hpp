// Lessons planned, for tests of what they predict.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string_view>

#include "loadgen/lessons/lessons.hpp"

namespace lab {

/// A lesson of the table as it is planned for five rounds on a machine.
LessonPlan planned(std::string_view id, int cores = 2);

/// The check of these words; where there is none a failure of the test, and an empty one.
const Check& check_of(const LessonPlan& plan, std::string_view what);
bool has_check(const LessonPlan& plan, std::string_view what);

/// What it predicts of its first round.
double value_of(const LessonPlan& plan, std::string_view what);
/// To a thousandth.
void expect_value(const LessonPlan& plan, std::string_view what, double value);
/// Its formula holds these words.
void expect_text(const LessonPlan& plan, std::string_view what, std::string_view part);

}  // namespace lab
