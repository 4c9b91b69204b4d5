// Several lessons carried out one after another, and what they say together.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/clock.hpp"
#include "common/machine.hpp"
#include "loadgen/experiment/facts.hpp"
#include "loadgen/experiment/judgement.hpp"

namespace lab {

struct Workshop {
  MachineText machine;  // where it was measured
  std::string version;
  std::uint64_t seed = 1;
  std::size_t rounds = 5;
  WallTime began{};
  std::vector<LessonFacts> lessons;  // as far as they went
};

/// A line of the decision rule of the lesson text: for such work, such a model.
struct Rule {
  Work work = Work::kCpuHeavy;
  std::string_view name;    // "CPU-heavy"
  std::string_view advice;  // "processes"
  std::string_view in_cpp;  // where it does not hold in C++, or what it leaves out
};
const std::vector<Rule>& decision_rule();

/// What a check of a lesson contributes to a rule.
struct Evidence {
  std::string_view lesson;
  std::optional<Verdict> verdict;  // of the check; none: one round does not tell
  std::string_view what;
  Unit unit = Unit::kTimes;
  std::optional<double> measured;
};
/// Of those lessons that were run; summaries[i] is of workshop.lessons[i].
std::vector<Evidence> evidence_for(const Rule& rule, const Workshop& workshop,
                                   std::span<const LessonSummary> summaries);

}  // namespace lab
