// Log lines to stderr. The only place that knows spdlog.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>

#include "common/result.hpp"

namespace lab::log {

enum class Level { kDebug, kInfo, kWarn, kError, kOff };

/// "debug", "info", "warn", "error" or "off".
Result<Level> parse_level(std::string_view text);

/// Makes this process's logger; `tag` names the process in every line ("supervisor", "worker 2").
/// Call it anew after a fork. It writes synchronously, so no thread has to survive a fork.
void start(Level level, std::string_view tag);

bool enabled(Level level);
void write(Level level, std::string_view line);

template <class... Args>
void print(Level level, fmt::format_string<Args...> format, Args&&... args) {
  if (enabled(level)) write(level, fmt::format(format, std::forward<Args>(args)...));
}
template <class... Args>
void debug(fmt::format_string<Args...> format, Args&&... args) {
  print(Level::kDebug, format, std::forward<Args>(args)...);
}
template <class... Args>
void info(fmt::format_string<Args...> format, Args&&... args) {
  print(Level::kInfo, format, std::forward<Args>(args)...);
}
template <class... Args>
void warn(fmt::format_string<Args...> format, Args&&... args) {
  print(Level::kWarn, format, std::forward<Args>(args)...);
}
template <class... Args>
void error(fmt::format_string<Args...> format, Args&&... args) {
  print(Level::kError, format, std::forward<Args>(args)...);
}

}  // namespace lab::log
