// The decision rule of the lesson text, and what speaks for it.
#include "loadgen/experiment/workshop.hpp"

#include <algorithm>

namespace lab {
const std::vector<Rule>& decision_rule() {
  static const std::vector<Rule> kRules{
      {"CPU-heavy",
       "processes",
       {"cpu-bound", "gil", "fake-gains", "not-parallel"},
       "C++ threads have no global interpreter lock and use all cores too; choose processes for "
       "isolation (lesson crash), not for speed. One event loop alone is the wrong choice in any "
       "language."},
      {"I/O-heavy",
       "async",
       {"io-bound", "not-faster", "idle-memory", "blocking"},
       "Threads answer as many requests a second; async needs less memory and fewer switches for "
       "it. A single blocking call takes the advantage away."},
      {"simple I/O",
       "threads",
       {"io-bound", "blocking", "keep-alive"},
       "With hundreds of connections, not tens of thousands, threads do all that async does, and "
       "code that blocks is no mistake in them."},
      {"mixed",
       "event loops in several processes, with a pool for what computes or blocks",
       {"hybrid", "offload", "mixed-tail"},
       "The lesson text names no model for it. C++ threads reach the same throughput here; what "
       "differs is the memory of many connections and the tail."}};
  return kRules;
}

std::vector<Evidence> evidence_for(const Rule& rule, const Workshop& workshop,
                                   std::span<const LessonSummary> summaries) {
  std::vector<Evidence> evidence;
  for (const auto id : rule.lessons) {
    const auto found = std::find_if(workshop.lessons.begin(), workshop.lessons.end(),
                                    [&](const LessonFacts& l) { return l.text.id == id; });
    if (found == workshop.lessons.end()) continue;
    const auto& summary = summaries[static_cast<std::size_t>(found - workshop.lessons.begin())];
    const auto& check = found->checks[found->headline];
    evidence.push_back(
        {id, summary.verdict, check.what, check.unit, summary.checks[found->headline].measured});
  }
  return evidence;
}

}  // namespace lab
