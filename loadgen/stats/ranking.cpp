// Orders by medians; tests the best against each other one.
#include "loadgen/stats/ranking.hpp"

#include <algorithm>
#include <cmath>

#include "loadgen/stats/confidence.hpp"

namespace lab {
namespace {

bool ties(const std::vector<double>& best, const std::vector<double>& other) {
  const auto rounds = std::min(best.size(), other.size());
  if (rounds < 2) return false;
  const auto ratio = paired_ratio(std::span(best).first(rounds), std::span(other).first(rounds));
  return ratio.interval.contains(1) || std::abs(std::log(ratio.mean)) < std::log1p(kNegligible);
}

}  // namespace

Ranking rank(std::span<const std::vector<double>> values, Better better) {
  Ranking ranking;
  std::vector<double> medians(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i].empty()) continue;
    medians[i] = median(values[i]);
    ranking.order.push_back(i);
    if (values[i].size() > 1) ranking.certainty = Certainty::kTested;
  }
  std::stable_sort(ranking.order.begin(), ranking.order.end(), [&](auto a, auto b) {
    return better == Better::kHigher ? medians[a] > medians[b] : medians[a] < medians[b];
  });
  if (ranking.order.empty()) return ranking;
  const auto best = ranking.order.front();
  for (const auto i : ranking.order) {
    const double lead =
        better == Better::kHigher ? medians[best] / medians[i] : medians[i] / medians[best];
    if (i == best || ties(values[best], values[i])) {
      ranking.leaders.push_back(i);
    } else if (ranking.certainty == Certainty::kOneRound && lead < 1 + kTooCloseForOneRound) {
      ranking.close.push_back(i);
    } else if (!ranking.lead) {
      ranking.lead = lead;
    }
  }
  return ranking;
}

}  // namespace lab
