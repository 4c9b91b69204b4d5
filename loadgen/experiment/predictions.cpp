// Arrivals and draws put together as the engine does it.
#include "loadgen/experiment/predictions.hpp"

#include <algorithm>
#include <array>

#include "loadgen/engine/mix.hpp"

namespace lab {
namespace {

/// The engine draws an entry for each arrival, in their order, from a sequence of its own.
std::vector<std::size_t> draws_of(const LoadSpec& load, std::size_t count, std::uint64_t seed) {
  WeightedDraw draw(load.mix, seed);
  std::vector<std::size_t> entries(count);
  std::generate(entries.begin(), entries.end(), [&] { return draw.next(); });
  return entries;
}

}  // namespace

std::vector<Visit> visits_of(const LoadSpec& load, std::span<const Duration> services,
                             std::uint64_t seed) {
  const auto arrivals = arrivals_of(load, seed);
  const auto entries = draws_of(load, arrivals.size(), seed);
  std::vector<Visit> visits;
  visits.reserve(arrivals.size());
  for (std::size_t i = 0; i < arrivals.size(); ++i)
    visits.push_back({arrivals[i], services[entries[i]]});
  return visits;
}

std::vector<Duration> waits_of_first(const LoadSpec& load, std::span<const Duration> services,
                                     std::uint64_t seed, unsigned servers) {
  const auto visits = visits_of(load, services, seed);
  const auto entries = draws_of(load, visits.size(), seed);
  const auto all = lindley_waits(visits, servers);
  std::vector<Duration> waits;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (entries[i] == 0 && visits[i].arrival >= load.warmup) waits.push_back(all[i]);
  }
  return waits;
}

Duration mean_latency_of(const LoadSpec& load, Duration service, unsigned servers,
                         std::size_t places, std::uint64_t seed) {
  const std::array services{service};
  const auto visits = visits_of(load, services, seed);
  const auto waits = admitted_waits(visits, servers, places);
  std::vector<Duration> latencies;
  for (std::size_t i = 0; i < visits.size(); ++i) {
    if (visits[i].arrival < load.warmup) continue;
    latencies.push_back(waits[i] ? *waits[i] + service : Duration::zero());
  }
  return mean_of(latencies);
}

double share_above(std::span<const Duration> waits, Duration limit) {
  const auto above =
      std::count_if(waits.begin(), waits.end(), [&](Duration wait) { return wait > limit; });
  return static_cast<double>(above) / static_cast<double>(waits.size());
}

}  // namespace lab
