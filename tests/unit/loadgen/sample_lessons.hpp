// Lessons made up for tests: one arm or two, and rounds as wanted.
#pragma once

#include <vector>

#include "loadgen/experiment/facts.hpp"

namespace lab {

/// A check of arm 0's kGood.
Check sample_check(Claim claim, double predicted, double tolerance,
                   Effect effect = Effect::kMeasured);

/// A lesson of one arm whose kGood was `values`, round by round.
LessonFacts sample_lesson(const Check& check, const std::vector<double>& values);

/// A lesson of two arms, "one" and "two", and the check of how many times two's is one's kMean.
LessonFacts sample_pairs(double predicted, double tolerance, const std::vector<double>& one,
                         const std::vector<double>& two);

}  // namespace lab
