// Two control sequences of ECMA-48: up some lines, and erase to the end of the screen.
#include "loadgen/report/live_view.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "common/stderr.hpp"

namespace lab {
namespace {

constexpr std::size_t kUsualWidth = 80;
constexpr std::size_t kLeastWidth = 40;
constexpr std::size_t kMostWidth = 100;

std::string_view environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string_view() : value;
}

bool can_go_back() {
  const auto terminal = environment("TERM");
  return isatty(STDERR_FILENO) != 0 && !terminal.empty() && terminal != "dumb";
}

}  // namespace

Glyphs glyphs_of_locale() {
  for (const auto* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const auto value = environment(name);
    if (value.empty()) continue;
    const bool utf8 = value.find("UTF-8") != std::string_view::npos ||
                      value.find("utf8") != std::string_view::npos;
    return utf8 ? Glyphs::kUnicode : Glyphs::kAscii;
  }
  return Glyphs::kAscii;
}

LiveView::LiveView(Show show)
    : shown_(show == Show::kWhenTerminal && can_go_back()), glyphs_(glyphs_of_locale()) {}

LiveView::~LiveView() {
  if (!shown_) return;
  erase();
  std::fflush(stderr);
}

std::size_t LiveView::width() const {
  winsize size{};
  if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return kUsualWidth;
  // One column less than there are, so that no terminal wraps.
  return std::clamp<std::size_t>(size.ws_col - 1U, kLeastWidth, kMostWidth);
}

void LiveView::draw(const std::vector<std::string>& lines) {
  if (!shown_) return;
  erase();
  for (const auto& line : lines) print_to_stderr("{}\n", line);
  std::fflush(stderr);
  drawn_ = lines.size();
}

void LiveView::erase() const {
  if (drawn_ > 0) print_to_stderr("\x1b[{}F\x1b[J", drawn_);
}

}  // namespace lab
