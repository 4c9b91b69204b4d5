// Numbers and figures as text.
#include "loadgen/report/words.hpp"

#include <fmt/format.h>

#include "common/units.hpp"

namespace lab {

std::string count_text(std::uint64_t count) {
  auto digits = std::to_string(count);
  for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3) {
    digits.insert(static_cast<std::size_t>(at), 1, ',');
  }
  return digits;
}

std::string rate_text(PerSecond rate) { return rate ? format_number(*rate) : "n/a"; }

std::string figure_text(const std::optional<Figure>& figure) {
  if (!figure) return "n/a";
  return fmt::format("{}{}{}", figure->bound == Bound::kAtLeast ? ">=" : "",
                     format_duration(figure->value), figure->support == Support::kFew ? "*" : "");
}

std::string percent_text(double share) { return fmt::format("{:.0f}%", 100 * share); }

std::string plural(std::uint64_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count_text(count), noun, count == 1 ? "" : "s");
}

std::string shortened(std::string_view text, std::size_t width) {
  if (text.size() <= width) return std::string(text);
  return std::string(text.substr(0, width - 3)) + "...";
}

}  // namespace lab
