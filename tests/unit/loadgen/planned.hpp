// Lessons planned, for tests of what they predict.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "loadgen/lessons/lessons.hpp"

namespace lab {

/// A lesson as it is planned for a machine.
LessonPlan planned(const Lesson& lesson, int cores = 2);

/// The check of that name; fails the test when there is none.
const Check& check_named(const LessonPlan& plan, std::string_view what);

/// All that a chart or a check refers to is there, formulas hold something, and names differ.
void expect_sound(const LessonPlan& plan);

}  // namespace lab
