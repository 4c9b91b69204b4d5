// Finds the steps that a report speaks of.
#include "loadgen/capacity/facts.hpp"

namespace lab {

const SearchStepFacts* ServerCapacity::at_pass() const {
  const SearchStepFacts* found = nullptr;
  for (const auto& step : steps) {
    const bool passed = step.judgement.verdict == StepVerdict::kPass;
    if (bracket.pass && step.offer.rate == *bracket.pass && passed) found = &step;
  }
  return found;
}

const SearchStepFacts* ServerCapacity::first_failure() const {
  const SearchStepFacts* found = nullptr;
  for (const auto& step : steps) {
    const bool failed = step.judgement.verdict == StepVerdict::kFail;
    if (!bracket.fail || step.offer.rate != *bracket.fail || !failed) continue;
    if (found == nullptr || (!found->fill && step.fill)) found = &step;
  }
  return found;
}

FirstLimit ServerCapacity::limit() const {
  const auto* failure = first_failure();
  return failure == nullptr ? FirstLimit::kUnknown : find_limit(failure->fill);
}

}  // namespace lab
