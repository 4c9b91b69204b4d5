// Lessons as JSON for other programs.
#pragma once

#include <boost/json/value.hpp>
#include <span>

#include "loadgen/experiment/workshop.hpp"

namespace lab {

/// Everything: plans, every reading of every round, summaries, verdicts. lesson.schema.json beside
/// this file describes it.
boost::json::value lesson_json(const Workshop& workshop, std::span<const LessonSummary> summaries);

}  // namespace lab
