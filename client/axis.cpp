// Round steps, and labels in one unit for the whole axis.
#include "client/axis.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

namespace lab {
namespace {

using namespace std::chrono_literals;

constexpr Duration::rep kCellsPerLabel = 8;  // "1500ms" and a gap

/// The least of 1, 2, 5, 10, 20, 50, ... ns that is no less than `least`.
Duration round_step(Duration least) {
  for (Duration power = 1ns;; power *= 10) {
    for (const int factor : {1, 2, 5}) {
      if (power * factor >= least) return power * factor;
    }
  }
}

struct Unit {
  std::string_view name;
  Duration size;
};
constexpr std::array<Unit, 4> kUnits{{{"s", 1s}, {"ms", 1ms}, {"us", 1us}, {"ns", 1ns}}};

/// Decimals that multiples of `step` need in a unit.
int decimals(Duration step, const Unit& unit) {
  int needed = 0;
  for (auto size = unit.size; size > step && size % 10 == 0ns; size /= 10) ++needed;
  return needed;
}

}  // namespace

Axis::Axis(Duration span, std::size_t cells)
    : span_(std::max<Duration>(span, 1ns)),
      cells_(cells),
      step_(round_step(span_ * kCellsPerLabel / static_cast<Duration::rep>(cells))) {}

std::size_t Axis::boundary(Duration moment) const {
  const double share = std::clamp(to_seconds(moment) / to_seconds(span_), 0.0, 1.0);
  return static_cast<std::size_t>(std::lround(share * static_cast<double>(cells_)));
}

std::string Axis::label(Duration moment) const {
  if (moment == 0ns) return "0";
  const auto* unit = std::find_if(kUnits.begin(), kUnits.end() - 1,
                                  [&](const Unit& u) { return span_ >= u.size; });
  const double value =
      static_cast<double>(moment.count()) / static_cast<double>(unit->size.count());
  return fmt::format("{:.{}f}{}", value, decimals(step_, *unit), unit->name);
}

std::string Axis::labels() const {
  std::string line;
  for (Duration at{}; at <= span_; at += step_) {
    const auto text = label(at);
    if (boundary(at) + text.size() > cells_) break;
    line.resize(boundary(at), ' ');
    line += text;
  }
  return line;
}

std::string Axis::ruler() const {
  std::string line(cells_, '-');
  for (Duration at{}; at <= span_; at += step_) {
    if (boundary(at) < cells_) line[boundary(at)] = '|';
  }
  return line;
}

}  // namespace lab
