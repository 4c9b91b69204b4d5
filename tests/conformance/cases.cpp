// The whole table: the rows by the families of CASES.md, in their order.
#include "tests/conformance/cases.hpp"

#include "tests/conformance/case_parts.hpp"

namespace lab::test {

std::vector<Case> joined(std::initializer_list<std::vector<Case>> tables) {
  std::vector<Case> all;
  for (const auto& table : tables) all.insert(all.end(), table.begin(), table.end());
  return all;
}

const std::vector<Case>& conformance_cases() {
  static const auto cases = joined({framing_cases(), chunk_cases(), head_cases(), limit_cases(),
                                    expectation_cases(), exchange_cases()});
  return cases;
}

std::vector<Case> whole_cases() {
  auto cases = conformance_cases();
  std::erase_if(cases, [](const Case& one) { return one.after == After::kWaiting; });
  return cases;
}

Case behind_good(Case one) {
  one.bytes.insert(0, kGoodRequest);
  one.answers.insert(one.answers.begin(), kHello);
  return one;
}

Case before_good(Case one) {
  (one.later.empty() ? one.bytes : one.later).append(kGoodRequest);
  if (one.after == After::kOpen) one.answers.push_back(kHello);
  return one;
}

}  // namespace lab::test
