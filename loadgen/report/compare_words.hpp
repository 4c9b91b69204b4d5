// How figures of comparisons are written and what is said of them, the same in text and HTML.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "loadgen/compare/verdict.hpp"

namespace lab {

/// The figures of one server under one workload.
struct CellWords {
  std::string good;
  std::string ideal;
  std::string p50;
  std::string p99;
  std::string cpu_per_request;
  std::string memory;
  std::string threads;
  std::string never_answered;
};
CellWords words_of(const CellSummary& cell);

/// What a column holds.
struct LegendRow {
  std::string_view name;
  std::string_view meaning;
};
std::span<const LegendRow> compare_legend();

/// "90 % /io?ms=50, 10 % /block?ms=50".
std::string mix_text(const Workload& workload);
/// "shared cores: server and generator ..."; empty where requests/s decide.
std::string_view doubt_sentence(Doubt doubt);
/// A sentence each: what of the row is not as it should be.
std::vector<std::string> row_remarks(const RowVerdict& verdict,
                                     const std::vector<std::string>& servers);
/// How many rounds there are and what that is good for.
std::string certainty_sentence(const Comparison& comparison);

}  // namespace lab
