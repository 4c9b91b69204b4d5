// Percentiles of waits, and the bisection for the rate at which they are used up.
#include "loadgen/capacity/plan_station.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>

#include "loadgen/stats/queueing.hpp"

namespace lab {
namespace {

/// Ends where two neighbouring doubles differ by less than what a rate is read to.
constexpr int kHalvings = 60;
constexpr double kLeastShare = 1e-9;

bool is_constant(const Station& station) {
  return station.spread == Spread::kConstant && station.servers == 1;
}

bool keeps(const Instance& instance, double rate, const LatencyObjective& objective) {
  return latency_at(instance, rate, objective) <= objective.limit;
}

/// The greatest rate up to `most` that keeps the objective; at a rate of 0 it is kept.
double greatest_rate(const Instance& instance, double most, const LatencyObjective& objective) {
  if (keeps(instance, most, objective)) return most;
  double good = 0;
  double bad = most;
  for (int i = 0; i < kHalvings; ++i) {
    const double middle = (good + bad) / 2;
    (keeps(instance, middle, objective) ? good : bad) = middle;
  }
  return good;
}

}  // namespace

double Station::capacity() const {
  assert(holds > Duration::zero() && queues > 0 && servers > 0);
  return queues * servers / to_seconds(holds);
}

std::string Station::queue_name() const {
  return is_constant(*this) ? "M/D/1" : fmt::format("M/M/{}", servers);
}

Duration Station::wait(double rate, const LatencyObjective& objective) const {
  if (!objective.percent) return mean_wait(rate);
  const double rho = rate / capacity();
  if (is_constant(*this)) return Md1{rho, holds}.wait_percentile(*objective.percent);
  return Mmc{rho, servers, holds}.wait_percentile(*objective.percent);
}

Duration Station::mean_wait(double rate) const {
  const double rho = rate / capacity();
  if (is_constant(*this)) return Md1{rho, holds}.mean_wait();
  return Mmc{rho, servers, holds}.mean_wait();
}

Duration latency_at(const Instance& instance, double rate, const LatencyObjective& objective) {
  auto latency = instance.alone;
  for (const auto& station : instance.stations) latency += station.wait(rate, objective);
  return latency;
}

double share_later(const Instance& instance, double rate, Duration limit) {
  const auto no_more = [&](double share) {
    return keeps(instance, rate, {{}, 100 * (1 - share), limit});
  };
  if (no_more(kLeastShare)) return 0;
  double more = kLeastShare;
  double good = 1;
  for (int i = 0; i < kHalvings; ++i) {
    const double middle = std::sqrt(more * good);
    (no_more(middle) ? good : more) = middle;
  }
  return good;
}

const Station& tightest(const Instance& instance) {
  assert(!instance.stations.empty());
  return *std::min_element(
      instance.stations.begin(), instance.stations.end(),
      [](const Station& a, const Station& b) { return a.capacity() < b.capacity(); });
}

std::optional<UtilisationTarget> utilisation_target(
    const Instance& instance, const std::vector<LatencyObjective>& objectives) {
  assert(!objectives.empty());
  const double most = kMostUtilisation * tightest(instance).capacity();
  UtilisationTarget target{most, kMostUtilisation, 0, true};
  for (std::size_t i = 0; i < objectives.size(); ++i) {
    if (!keeps(instance, 0, objectives[i])) return std::nullopt;
    const double rate = greatest_rate(instance, most, objectives[i]);
    if (rate < target.rate) target = {rate, rate / tightest(instance).capacity(), i, false};
  }
  return target;
}

}  // namespace lab
