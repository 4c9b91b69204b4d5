// Lessons as a report to project on a wall: one file that needs nothing else.
#pragma once

#include <span>
#include <string>

#include "loadgen/experiment/workshop.hpp"

namespace lab {

std::string lesson_html(const Workshop& workshop, std::span<const LessonSummary> summaries);

}  // namespace lab
