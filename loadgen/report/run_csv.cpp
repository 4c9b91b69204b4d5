// Lays the seconds of a run out as comma-separated values.
#include "loadgen/report/run_csv.hpp"

#include <fmt/format.h>

#include "loadgen/stats/second_summary.hpp"

namespace lab {
namespace {

constexpr std::string_view kHeader =
    "second,covered_s,attempted,completed,good,failed,bytes,"
    "samples,unanswered,p50_ms,p90_ms,p99_ms,max_ms\n";

std::string ms_cell(const std::optional<Duration>& time) {
  return time ? fmt::format("{}", to_ms(*time)) : std::string();
}

}  // namespace

std::string run_csv(const RunResult& result) {
  std::string csv(kHeader);
  const auto summaries = summarize_seconds(result);
  for (std::size_t i = 0; i < summaries.size(); ++i) {
    const auto& facts = result.seconds[i];
    const auto& summary = summaries[i];
    csv += fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{}\n", i, to_seconds(summary.covered),
                       facts.attempted, facts.completed, facts.good, facts.failed, facts.bytes,
                       summary.samples, facts.unanswered, ms_cell(summary.p50),
                       ms_cell(summary.p90), ms_cell(summary.p99), ms_cell(summary.max));
  }
  return csv;
}

}  // namespace lab
