// One synchronous spdlog logger a process.
#include "common/log.hpp"

#include <spdlog/logger.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <array>
#include <memory>

#include "common/http/query.hpp"

namespace lab::log {
namespace {

struct Name {
  std::string_view text;
  Level level;
  spdlog::level::level_enum spdlog_level;
};

constexpr std::array<Name, 5> kNames{{{"debug", Level::kDebug, spdlog::level::debug},
                                      {"info", Level::kInfo, spdlog::level::info},
                                      {"warn", Level::kWarn, spdlog::level::warn},
                                      {"error", Level::kError, spdlog::level::err},
                                      {"off", Level::kOff, spdlog::level::off}}};

spdlog::level::level_enum to_spdlog(Level level) {
  return kNames[static_cast<std::size_t>(level)].spdlog_level;
}

std::shared_ptr<spdlog::logger> make_logger(std::string_view tag) {
  auto logger = std::make_shared<spdlog::logger>(std::string(tag),
                                                 std::make_shared<spdlog::sinks::stderr_sink_mt>());
  logger->set_pattern("%Y-%m-%dT%H:%M:%S.%e %l %n: %v");
  return logger;
}

std::shared_ptr<spdlog::logger>& logger() {
  static auto instance = make_logger("lab");
  return instance;
}

}  // namespace

Result<Level> parse_level(std::string_view text) {
  for (const auto& name : kNames) {
    if (name.text == text) return name.level;
  }
  return problem("'{}' is not a log level (debug, info, warn, error, off)", printable(text));
}

void start(Level level, std::string_view tag) {
  logger() = make_logger(tag);
  logger()->set_level(to_spdlog(level));
}

bool enabled(Level level) { return logger()->should_log(to_spdlog(level)); }

void write(Level level, std::string_view line) {
  logger()->log(to_spdlog(level), spdlog::string_view_t(line.data(), line.size()));
}

}  // namespace lab::log
