// Parsers of X-Worker and Server-Timing, which may come from anybody.
#include "client/provenance.hpp"

#include <limits>

#include "common/units.hpp"

namespace lab {
namespace {

constexpr double kLongestMs = 1e9;  // 11 days: no request waits for more

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// Cuts the text up to the next `separator` outside quotes off its front, and the separator.
std::string_view cut_piece(std::string_view& text, char separator) {
  std::size_t end = 0;
  for (bool quoted = false; end < text.size() && (quoted || text[end] != separator); ++end) {
    if (text[end] == '"') quoted = !quoted;
  }
  const auto piece = text.substr(0, end);
  text.remove_prefix(end < text.size() ? end + 1 : end);
  return trimmed(piece);
}

std::optional<Duration> parse_ms(std::string_view text) {
  const auto ms = parse_decimal(text);
  if (!ms || *ms > kLongestMs) return std::nullopt;
  return from_seconds(*ms / 1000);
}

std::optional<ServerStep> parse_metric(std::string_view text) {
  const auto name = cut_piece(text, ';');
  while (!text.empty()) {
    const auto parameter = cut_piece(text, ';');
    if (!parameter.starts_with("dur=")) continue;
    const auto took = parse_ms(parameter.substr(4));
    if (took && !name.empty()) return ServerStep{std::string(name), *took};
  }
  return std::nullopt;
}

/// The whole number at the front of `text`, which is cut off with one '/' behind it.
std::optional<int> cut_number(std::string_view& text) {
  const auto number = parse_count(text.substr(0, text.find('/')));
  if (!number || *number > static_cast<std::uint64_t>(std::numeric_limits<int>::max()))
    return std::nullopt;
  cut_piece(text, '/');
  return static_cast<int>(*number);
}

}  // namespace

std::optional<Answerer> parse_answerer(std::string_view text) {
  const auto slot = cut_number(text);
  const auto pid = cut_number(text);
  const auto tid = cut_number(text);
  if (!slot || !pid || !tid || !text.empty()) return std::nullopt;
  return Answerer{*slot, *pid, *tid};
}

std::vector<ServerStep> parse_server_timing(std::string_view text) {
  std::vector<ServerStep> steps;
  while (!text.empty()) {
    if (auto step = parse_metric(cut_piece(text, ','))) steps.push_back(std::move(*step));
  }
  return steps;
}

}  // namespace lab
