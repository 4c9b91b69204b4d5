// Numbers and figures as text.
#include "loadgen/report/words.hpp"

#include <fmt/format.h>

#include "common/units.hpp"

namespace lab {
namespace {

std::string measured_text(const Measured& measured) {
  if (const auto* figure = std::get_if<Figure>(&measured)) return figure_text(*figure);
  if (const auto* share = std::get_if<ErrorShare>(&measured)) return share_text(share->of_one);
  return format_number(std::get<Rate>(measured).per_second) + "/s";
}

}  // namespace

std::string count_text(std::uint64_t count) {
  auto digits = std::to_string(count);
  for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3) {
    digits.insert(static_cast<std::size_t>(at), 1, ',');
  }
  return digits;
}

std::string rate_text(PerSecond rate) { return rate ? format_number(*rate) : "n/a"; }

std::string per_second_text(PerSecond rate) { return rate ? rate_text(rate) + "/s" : "n/a"; }

std::string figure_text(const std::optional<Figure>& figure) {
  const bool few = figure && figure->support == Support::kFew;
  return value_text(figure) + (few ? "*" : "");
}

std::string value_text(const std::optional<Figure>& figure) {
  if (!figure) return "n/a";
  return (figure->bound == Bound::kAtLeast ? ">=" : "") + format_duration(figure->value);
}

std::string percent_text(double share) { return fmt::format("{:.0f}%", 100 * share); }

std::string share_text(double share) { return format_number(100 * share) + "%"; }

std::string judged_text(const Judgement& judgement) {
  if (std::holds_alternative<std::monostate>(judgement.measured)) return "nothing was measured";
  const auto measured = measured_text(judgement.measured);
  if (judgement.met != Met::kUnknown) return "measured " + measured;
  return "only " + measured + " is known (replies are missing)";
}

std::string plural(std::uint64_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count_text(count), noun, count == 1 ? "" : "s");
}

std::string shortened(std::string_view text, std::size_t width) {
  if (text.size() <= width) return std::string(text);
  return std::string(text.substr(0, width - 3)) + "...";
}

std::string wrapped(std::string_view lead, std::string_view text) {
  std::string out(lead);
  std::size_t column = lead.size();
  while (!text.empty()) {
    const auto word = text.substr(0, text.find(' '));
    if (column + word.size() > kLineWidth && column > lead.size()) {
      out.erase(out.find_last_not_of(' ') + 1);
      out.append("\n").append(lead.size(), ' ');
      column = lead.size();
    }
    out.append(word).append(" ");
    column += word.size() + 1;
    text.remove_prefix(std::min(text.size(), word.size() + 1));
  }
  out.erase(out.find_last_not_of(' ') + 1);
  return out + "\n";
}

}  // namespace lab
