// fwrite, isatty, TIOCGWINSZ and the environment.
#include "client/terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include "client/options.hpp"
#include "common/units.hpp"

namespace lab {
namespace {

constexpr std::size_t kUsualWidth = 80;

/// Empty when it is not set.
std::string_view environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string_view() : value;
}

}  // namespace

Result<void> write_stdout(std::string_view text) {
  const bool whole = std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
  if (whole && std::fflush(stdout) == 0) return {};
  return problem("cannot write to standard output: {}", std::strerror(errno));
}

bool on_terminal() { return isatty(STDOUT_FILENO) != 0; }

Colours terminal_colours() {
  const bool can = on_terminal() && !environment("TERM").empty() && environment("TERM") != "dumb";
  return can && environment("NO_COLOR").empty() ? Colours::kAnsi : Colours::kNone;
}

std::size_t terminal_width() {
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0) size.ws_col = 0;
  return choose_width(size.ws_col, environment("COLUMNS"));
}

std::size_t choose_width(std::size_t of_terminal, std::string_view columns) {
  const auto asked = parse_count(columns);
  const auto width = of_terminal > 0 ? of_terminal : asked ? *asked : kUsualWidth;
  return std::clamp(width, kLeastWidth, kMostWidth);
}

}  // namespace lab
