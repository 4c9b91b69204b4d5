// The decision rule of the lesson text, and what speaks for it.
#include "loadgen/experiment/workshop.hpp"

namespace lab {
const std::vector<Rule>& decision_rule() {
  static const std::vector<Rule> kRules{
      {Work::kCpuHeavy, "CPU-heavy", "processes",
       "C++ threads have no global interpreter lock and use all cores too, and so does an event "
       "loop a core: choose processes for isolation (lesson crash), not for speed. One loop alone "
       "is the wrong choice in any language."},
      {Work::kIoHeavy, "I/O-heavy", "async",
       "Threads answer as many requests a second; what async saves is CPU time, context switches "
       "and memory. A single blocking call takes the advantage away (lesson blocking)."},
      {Work::kSimpleIo, "simple I/O", "threads",
       "With hundreds of connections, not tens of thousands, threads do all that async does, and "
       "code that blocks is no mistake in them."},
      {Work::kMixed, "mixed", "event loops in several processes, with a pool for what blocks",
       "The lesson text names no model for it. Threads do the same work a second; they differ in "
       "memory and in what a blocking call costs the others."}};
  return kRules;
}

std::vector<Evidence> evidence_for(const Rule& rule, const Workshop& workshop,
                                   std::span<const LessonSummary> summaries) {
  std::vector<Evidence> evidence;
  for (std::size_t i = 0; i < workshop.lessons.size(); ++i) {
    const auto& lesson = workshop.lessons[i];
    for (const auto& [work, index] : lesson.testimonies) {
      if (work != rule.work) continue;
      const auto& check = lesson.checks[index];
      const auto& found = summaries[i].checks[index];
      evidence.push_back({lesson.text.id, found.verdict, check.what, check.unit, found.measured});
    }
  }
  return evidence;
}

}  // namespace lab
