// Orders by medians; tests the best against each other one.
#include "loadgen/stats/ranking.hpp"

#include <algorithm>
#include <cmath>

#include "loadgen/stats/confidence.hpp"

namespace lab {
namespace {

/// The rounds that tell something of both, as pairs.
struct Pairs {
  std::vector<double> best, other;
};

Pairs pair_up(const Rounds& best, const Rounds& other) {
  Pairs pairs;
  for (std::size_t r = 0; r < std::min(best.size(), other.size()); ++r) {
    if (best[r].value_or(0) <= 0 || other[r].value_or(0) <= 0) continue;
    pairs.best.push_back(*best[r]);
    pairs.other.push_back(*other[r]);
  }
  return pairs;
}

bool ties(const Rounds& best, const Rounds& other) {
  const auto pairs = pair_up(best, other);
  if (pairs.best.size() < 2) return false;
  const auto ratio = paired_ratio(pairs.best, pairs.other);
  return ratio.interval.contains(1) || std::abs(std::log(ratio.mean)) < std::log1p(kNegligible);
}

/// Zero without any figure.
double median_round(const Rounds& rounds) {
  std::vector<double> figures;
  for (const auto& figure : rounds) {
    if (figure) figures.push_back(*figure);
  }
  return figures.empty() ? 0 : median(std::move(figures));
}

std::size_t most_rounds(std::span<const Rounds> contestants) {
  std::size_t most = 0;
  for (const auto& rounds : contestants) most = std::max(most, rounds.size());
  return most;
}

std::vector<std::size_t> order_by(const std::vector<double>& medians, Better better) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < medians.size(); ++i) {
    if (medians[i] > 0) order.push_back(i);
  }
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) {
    return better == Better::kHigher ? medians[a] > medians[b] : medians[a] < medians[b];
  });
  return order;
}

}  // namespace

Ranking rank(std::span<const Rounds> rounds, Better better) {
  std::vector<double> medians(rounds.size());
  std::transform(rounds.begin(), rounds.end(), medians.begin(), median_round);
  Ranking ranking;
  ranking.order = order_by(medians, better);
  if (most_rounds(rounds) > 1) ranking.certainty = Certainty::kTested;
  for (const auto i : ranking.order) {
    const auto best = ranking.order.front();
    const double lead =
        better == Better::kHigher ? medians[best] / medians[i] : medians[i] / medians[best];
    if (i == best || ties(rounds[best], rounds[i])) {
      ranking.leaders.push_back(i);
    } else if (ranking.certainty == Certainty::kOneRound && lead < 1 + kTooCloseForOneRound) {
      ranking.close.push_back(i);
    } else {
      ranking.lead = lead;
      break;
    }
  }
  return ranking;
}

}  // namespace lab
