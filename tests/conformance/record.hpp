// The conformance table, counted by family, as README shows it.
#pragma once

#include <string>
#include <vector>

#include "tests/conformance/cases.hpp"

namespace lab::test {

/// A table in Markdown: a row a family, in the order of `cases`, and one for all.
std::string conformance_record(const std::vector<Case>& cases);

}  // namespace lab::test
