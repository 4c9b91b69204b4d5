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
  static const auto cases = joined({framing_cases(), head_cases(), exchange_cases()});
  return cases;
}

}  // namespace lab::test
