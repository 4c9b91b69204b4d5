// Lays the live figures out.
#include "loadgen/report/live_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "common/units.hpp"
#include "loadgen/report/words.hpp"

namespace lab {
namespace {

constexpr std::size_t kHeights = 8;
constexpr std::array<std::string_view, kHeights> kBlocks{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
constexpr std::array<std::string_view, kHeights> kMarks{"_", ".", ":", "-", "=", "+", "*", "#"};
constexpr std::string_view kHighestIs = "good/s by second, highest ";

std::string stage_words(const LiveSummary& summary) {
  switch (summary.stage) {
    case Stage::kOpening:
      return "opening connections";
    case Stage::kWarmup:
      return fmt::format("warming up, {} left", format_duration(*summary.left));
    case Stage::kGrace:
      return "waiting for the last replies";
    case Stage::kWindow:
      return summary.left ? format_duration(*summary.left) + " left"
                          : format_duration(summary.elapsed) + " so far";
  }
  return {};
}

/// Both ends of one line; the left one gives way.
std::string apart(std::string_view left, std::string_view right, std::size_t width) {
  const auto room = width - std::min(width, right.size() + 1);
  return fmt::format("{:<{}} {}", shortened(left, room), room, right);
}

std::string latest_second(const LiveSummary& summary) {
  if (summary.good.empty()) return "  the first second is not over";
  const auto& latency = summary.latest_latency;
  return fmt::format("  {} good/s   p50 {}   p99 {}   max {}", format_number(summary.good.back()),
                     figure_text(latency[Stat::kP50]), figure_text(latency[Stat::kP99]),
                     figure_text(latency[Stat::kMax]));
}

std::string totals(const LiveSummary& summary) {
  const auto goal = summary.goal ? " of " + count_text(*summary.goal) : "";
  const bool one = summary.replies == 1 && !summary.goal;
  return fmt::format("  {} in flight   {}{} {}   {}", count_text(summary.in_flight),
                     count_text(summary.replies), goal, one ? "reply" : "replies",
                     plural(summary.failures, "failure"));
}

std::string history(const LiveSummary& summary, std::size_t width, Glyphs glyphs) {
  if (summary.good.empty()) return {};
  const auto most = format_number(*std::max_element(summary.good.begin(), summary.good.end()));
  const auto words = kHighestIs.size() + most.size() + 4;
  const auto room = std::max<std::size_t>(1, width - std::min(width, words));
  return fmt::format("  {}  {}{}", sparkline(thinned(summary.good, room), glyphs), kHighestIs,
                     most);
}

}  // namespace

std::string sparkline(const std::vector<double>& values, Glyphs glyphs) {
  const auto& heights = glyphs == Glyphs::kUnicode ? kBlocks : kMarks;
  if (values.empty()) return {};
  const auto most = *std::max_element(values.begin(), values.end());
  std::string line;
  for (const auto value : values) {
    const auto height = most > 0 ? value / most * (kHeights - 1) : 0;
    line += heights[static_cast<std::size_t>(std::lround(height))];
  }
  return line;
}

std::vector<std::string> live_lines(const std::string& title, const LiveSummary& summary,
                                    std::size_t width, Glyphs glyphs) {
  return {apart(title, stage_words(summary), width), shortened(latest_second(summary), width),
          shortened(totals(summary), width), history(summary, width, glyphs)};
}

}  // namespace lab
