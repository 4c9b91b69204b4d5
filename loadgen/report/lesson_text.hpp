// Lessons on the terminal.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "loadgen/experiment/workshop.hpp"

namespace lab {

/// A lesson before it is planned to run, and how long that would take.
struct LessonOutline {
  LessonText text;
  Duration takes{};
};
std::string lesson_list_text(std::span<const LessonOutline> lessons);

/// Before it runs: the claim, what will be run, and what is predicted.
std::string lesson_plan_text(const LessonFacts& planned, Duration takes);
/// After it: predicted beside measured, the verdict, and why.
std::string lesson_result_text(const LessonFacts& facts, const LessonSummary& summary);
/// At the end of several: all verdicts, and what they say of the decision rule.
/// Above all: version, machine, seed.
std::string workshop_head_text(const Workshop& workshop);
std::string workshop_text(const Workshop& workshop, std::span<const LessonSummary> summaries);

/// One line while it runs: where it is, and how long it still takes.
std::string lesson_progress_text(std::string_view lesson, std::string_view arm, std::size_t round,
                                 std::size_t rounds, Duration left);

}  // namespace lab
