// The alphabet and the palette.
#include "client/marks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace lab {
namespace {

/// Without x, which stands for a request that got no reply.
constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwyz";

/// Of the 256 colours; neighbours differ in hue and brightness, and none is the red of failures.
constexpr std::array kPalette{39, 214, 77, 170, 226, 44, 141, 112, 209, 75, 185, 37};

}  // namespace

std::string painted(std::string_view text, std::string_view paint, Colours colours) {
  if (colours == Colours::kNone || paint.empty() || text.empty()) return std::string(text);
  return fmt::format("\033[{}m{}\033[0m", paint, text);
}

Marks::Marks(const std::vector<RequestFacts>& all) {
  for (const auto& facts : all) {
    if (facts.answerer) answerers_.push_back(*facts.answerer);
  }
  std::sort(answerers_.begin(), answerers_.end());
  answerers_.erase(std::unique(answerers_.begin(), answerers_.end()), answerers_.end());
}

Mark Marks::of(const std::optional<Answerer>& answerer) const {
  if (!answerer) return {};
  const auto found = std::lower_bound(answerers_.begin(), answerers_.end(), *answerer);
  const auto index = static_cast<std::size_t>(found - answerers_.begin());
  const int colour = kPalette[index % kPalette.size()];
  return {kLetters[index % kLetters.size()], fmt::format("38;5;{}", colour),
          fmt::format("38;5;{0};48;5;{0}", colour)};
}

}  // namespace lab
