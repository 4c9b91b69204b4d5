// Writes over the line before with blanks, so no escape codes are needed.
#include "loadgen/report/progress_line.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "common/stderr.hpp"

namespace lab {
namespace {

bool on_terminal() {
  const char* terminal = std::getenv("TERM");
  return isatty(STDERR_FILENO) != 0 &&
         (terminal == nullptr || std::string_view(terminal) != "dumb");
}

}  // namespace

ProgressLine::ProgressLine(Show show) : shown_(show == Show::kWhenTerminal && on_terminal()) {}

void ProgressLine::clear() {
  if (drawn_ > 0) print_to_stderr("\r{:{}}\r", "", drawn_);
  drawn_ = 0;
}

void ProgressLine::draw(const std::string& text) {
  if (!shown_) return;
  const auto width = std::max(drawn_, text.size());
  print_to_stderr("\r{:<{}}", text, width);
  std::fflush(stderr);
  drawn_ = width;
}

}  // namespace lab
