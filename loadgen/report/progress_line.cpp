// Writes over the line before with blanks, so no escape codes are needed.
#include "loadgen/report/progress_line.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "common/units.hpp"
#include "loadgen/report/words.hpp"

namespace lab {
namespace {

bool on_terminal() {
  const char* terminal = std::getenv("TERM");
  return isatty(STDERR_FILENO) != 0 &&
         (terminal == nullptr || std::string_view(terminal) != "dumb");
}

}  // namespace

std::string progress_text(const LoadPlan& plan, const Progress& progress) {
  if (progress.elapsed == Duration::zero()) return "opening connections";
  const auto of =
      plan.duration ? " of " + format_duration(plan.warmup + *plan.duration) : std::string();
  const auto goal = plan.requests ? " of " + count_text(*plan.requests) : std::string();
  return fmt::format("{}{}, {}{} replies, {}", format_duration(progress.elapsed), of,
                     count_text(progress.replies), goal, plural(progress.failures, "failure"));
}

ProgressLine::ProgressLine(Show show) : shown_(show == Show::kWhenTerminal && on_terminal()) {}

ProgressLine::~ProgressLine() {
  if (drawn_ > 0) fmt::print(stderr, "\r{:{}}\r", "", drawn_);
}

void ProgressLine::draw(const std::string& text) {
  if (!shown_) return;
  const auto width = std::max(drawn_, text.size());
  fmt::print(stderr, "\r{:<{}}", text, width);
  std::fflush(stderr);
  drawn_ = width;
}

}  // namespace lab
