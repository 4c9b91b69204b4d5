// Carries out the plan of a lesson, round by round.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "loadgen/engine/load.hpp"
#include "loadgen/experiment/lesson.hpp"

namespace lab {

/// Where a lesson is; told about ten times a second.
struct LessonProgress {
  std::size_t round = 0;  // from 0
  std::size_t rounds = 0;
  std::string_view arm;
  Duration left{};  // of the lesson
};
using LessonWatcher = std::function<GoOn(const LessonProgress&)>;

/// What is known before anything runs: the plan's words, checks and predictions.
LessonFacts planned_facts(const LessonText& text, const LessonPlan& plan, const Setting& setting);

/// Adds rounds to `facts`, each of every arm on a server started for it from `binary`: forwards and
/// backwards in turn. Ends early, with whole rounds alone, when the watcher says so, or when a
/// server could not be started: then the facts say why.
void run_lesson(const LessonPlan& plan, const std::string& binary, const Setting& setting,
                const LessonWatcher& watch, LessonFacts& facts);

}  // namespace lab
