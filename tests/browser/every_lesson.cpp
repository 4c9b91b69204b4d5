// Prints a report of every lesson, planned for this machine, with made-up readings: whether charts
// can be drawn does not depend on what was measured, and measuring all takes minutes.
#include <fmt/format.h>

#include "common/machine.hpp"
#include "loadgen/experiment/runner.hpp"
#include "loadgen/lessons/lessons.hpp"
#include "loadgen/report/html/lesson_html.hpp"

namespace {

using namespace lab;

constexpr std::size_t kRounds = 3;

/// A reading of every quantity, near 1 and not twice the same.
Readings readings_of(std::size_t arm, std::size_t round) {
  Readings readings;
  const auto value = 1 + 0.01 * static_cast<double>(arm) + 0.001 * static_cast<double>(round);
  for (auto i = 0; i <= static_cast<int>(Quantity::kNeighbours); ++i)
    readings.set(static_cast<Quantity>(i), value);
  readings.timeline =
      Timeline{std::chrono::milliseconds(100), {10, 20, 0, 20, 10}, std::chrono::milliseconds(250)};
  return readings;
}

LessonFacts facts_of(const Lesson& lesson, const Setting& setting) {
  auto facts = planned_facts(lesson.text, lesson.plan(setting), setting);
  facts.rounds_wanted = kRounds;
  for (std::size_t round = 0; round < kRounds; ++round) {
    auto& arms = facts.rounds.emplace_back();
    for (std::size_t arm = 0; arm < facts.arms.size(); ++arm)
      arms.push_back(readings_of(arm, round));
  }
  return facts;
}

}  // namespace

int main() {
  const Setting setting{.cores = usable_cores(), .rounds = kRounds, .seed = 7};
  Workshop workshop{describe_machine(), LAB_VERSION, setting.seed, kRounds, wall_now(), {}};
  std::vector<LessonSummary> summaries;
  for (const auto& lesson : lessons()) {
    workshop.lessons.push_back(facts_of(lesson, setting));
    summaries.push_back(judge(workshop.lessons.back()));
  }
  fmt::print("{}", lesson_html(workshop, summaries));
}
