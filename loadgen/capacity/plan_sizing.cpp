// Searches over the number of servers; every measure of congestion falls with it.
#include "loadgen/capacity/plan_sizing.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "loadgen/stats/queueing.hpp"

namespace lab {
namespace {

/// As far as a double tells erlangs.
constexpr int kHalvings = 50;

/// The least n from `first` on that is enough.
template <class Enough>
unsigned least(unsigned first, Enough enough) {
  unsigned step = 1;
  while (!enough(first + step - 1)) step *= 2;
  unsigned low = first + step / 2;  // everything below is not enough
  unsigned high = first + step - 1;
  while (low < high) {
    const unsigned middle = low + (high - low) / 2;
    if (enough(middle)) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}

bool waits_little(const Mmc& queue, Duration limit, const LatencyObjective& objective) {
  if (!objective.percent) return queue.mean_wait() <= limit;
  return queue.share_delayed(limit) <= 1 - *objective.percent / 100;
}

}  // namespace

unsigned least_servers(double per_second, Duration holds, Duration limit,
                       const LatencyObjective& objective) {
  assert(per_second >= 0 && limit >= Duration::zero());
  const double erlangs = per_second * to_seconds(holds);
  if (erlangs <= 0) return 0;
  // With no more servers than erlangs the queue grows for ever.
  return least(static_cast<unsigned>(erlangs) + 1, [&](unsigned servers) {
    return waits_little({erlangs / servers, servers, holds}, limit, objective);
  });
}

unsigned least_places(double erlangs, double share) {
  assert(share > 0);
  const auto carried = std::max(1U, static_cast<unsigned>(std::ceil(erlangs)));
  return least(carried, [&](unsigned places) { return finds_places(erlangs, places, share); });
}

bool finds_places(double erlangs, unsigned places, double share) {
  return erlangs <= places && erlang_b(erlangs, places) <= share;
}

double most_erlangs(unsigned places, double share) {
  assert(places > 0 && share > 0);
  double good = 0;
  double bad = places;
  if (finds_places(bad, places, share)) return bad;
  for (int i = 0; i < kHalvings; ++i) {
    const double middle = (good + bad) / 2;
    (finds_places(middle, places, share) ? good : bad) = middle;
  }
  return good;
}

double rare_count(double mean) { return mean + kRareDeviations * std::sqrt(mean); }

}  // namespace lab
