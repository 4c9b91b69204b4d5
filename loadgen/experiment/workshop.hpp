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
  std::string_view work;                  // "CPU-heavy"
  std::string_view advice;                // "processes"
  std::vector<std::string_view> lessons;  // that show it
  std::string_view in_cpp;                // where it does not hold in C++, or what it leaves out
};
const std::vector<Rule>& decision_rule();

/// What a lesson contributes to a rule: its headline in numbers, and its verdict.
struct Evidence {
  std::string_view lesson;
  Verdict verdict = Verdict::kInconclusive;
  std::string_view what;  // of the headline
  Unit unit = Unit::kTimes;
  std::optional<double> measured;  // of the headline
};
/// Of those of the rule's lessons that were run; summaries[i] is of workshop.lessons[i].
std::vector<Evidence> evidence_for(const Rule& rule, const Workshop& workshop,
                                   std::span<const LessonSummary> summaries);

}  // namespace lab
