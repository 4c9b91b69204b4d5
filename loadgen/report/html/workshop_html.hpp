// What several lessons say together, as sections of a page.
#pragma once

#include <span>

#include "loadgen/experiment/workshop.hpp"
#include "loadgen/report/html/page.hpp"

namespace lab {

/// "lesson-io-bound": where the section of a lesson is found.
std::string lesson_section_id(std::string_view lesson);

/// All verdicts, each with the headline of its lesson.
Section verdicts_section(const Workshop& workshop, std::span<const LessonSummary> summaries);
/// The decision rule, with what speaks for each of its lines.
Section rule_section(const Workshop& workshop, std::span<const LessonSummary> summaries);

}  // namespace lab
