// The page that the text of a run is written on, and its longer parts.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>

#include "loadgen/engine/plan.hpp"
#include "loadgen/engine/result.hpp"
#include "loadgen/report/words.hpp"
#include "loadgen/stats/run_summary.hpp"

namespace lab {

/// Of what belongs to the label above.
inline constexpr std::string_view kIndent = "                ";

/// What a report is written from, and its text so far.
struct Page {
  const LoadPlan& plan;
  const RunResult& result;
  const RunSummary& summary;
  std::string text;

  void line(std::string_view words = {}) { text.append(words).append("\n"); }
  /// In as many lines as it takes.
  void labelled(std::string_view label, std::string_view words) {
    text += wrapped(fmt::format("  {:<14}", label), words);
  }
  /// Below what is labelled, in as many lines as it takes.
  void indented(std::string_view words) { text += wrapped(kIndent, words); }
};

/// The table of latencies with what its marks mean, and their distribution as bars.
void write_latency(Page& page);
/// A bar a line: up to where, how many requests, their share. `heading` is of the first column.
void write_bars(Page& page, const std::vector<LatencyBar>& bars, std::string_view heading);

/// Who was served, and by whom.
void write_service(Page& page);
/// What the generator says of itself.
void write_generator(Page& page);
/// What makes the figures other than the server's own.
void write_limits(Page& page);
/// A line for each thing that was expected.
void write_expectations(Page& page);

}  // namespace lab
