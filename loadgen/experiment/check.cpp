// Reads values out of a round.
#include "loadgen/experiment/check.hpp"

#include <algorithm>

namespace lab {
namespace {

std::optional<double> read(const Term& term, std::span<const Readings> round) {
  return round[term.arm][term.quantity];
}

}  // namespace

std::optional<double> value_of(const Measure& measure, std::span<const Readings> round) {
  auto value = read(measure.of, round);
  const auto less = measure.less ? read(*measure.less, round) : 0;
  const auto per = measure.per ? read(*measure.per, round) : 1;
  if (!value || !less || !per || *per == 0) return std::nullopt;
  return (*value - *less) / *per;
}

std::vector<std::size_t> arms_of(const Measure& measure) {
  std::vector<std::size_t> arms{measure.of.arm};
  for (const auto& term : {measure.less, measure.per}) {
    if (term && std::find(arms.begin(), arms.end(), term->arm) == arms.end())
      arms.push_back(term->arm);
  }
  return arms;
}

}  // namespace lab
