// M/D/1 by recursions of positive terms; M/M/c, M/D/c and M/G/1 by their formulas.
#include "loadgen/stats/queueing.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <vector>

namespace lab {
namespace {

/// Also false for a rho that is not a number.
bool has_long_run(double rho, unsigned servers, Duration service) {
  return rho >= 0 && rho < 1 && servers >= 1 && service > Duration::zero();
}

Duration times(Duration d, double factor) { return from_seconds(to_seconds(d) * factor); }

/// Element m is the sum of rho^j / j! over j > m: times exp(-rho), the chance that more than m
/// arrive during one service. The first one left out is below 1 / 40!, or 1e-48.
constexpr std::size_t kTerms = 40;
using Tails = std::array<double, kTerms>;

Tails tails_of(double rho) {
  Tails tails{};
  double term = 1;
  for (std::size_t m = 0; m < kTerms; ++m) {
    term *= rho / static_cast<double>(m + 1);
    tails[m] = term;
  }
  for (std::size_t m = kTerms - 1; m > 0; --m) tails[m - 1] += tails[m];
  return tails;
}

/// How many requests are in an M/D/1 system, one more number at each step. From balance across the
/// cut between n and n + 1: services that begin with i <= n and leave more than n behind happen as
/// often as those that begin with n + 1 and see nobody arrive,
///   p(n+1) = p(0) T(n) + sum over i = 1..n of p(i) T(n+1-i),  T = tails_of(rho), p(0) = 1 - rho.
class SystemSize {
 public:
  explicit SystemSize(double rho) : tails_(tails_of(rho)), sizes_{1 - rho}, at_most_{1 - rho} {}

  /// Goes on until `enough` of P(at most n), or until what is left no longer counts.
  template <typename Enough>
  void grow_until(Enough enough) {
    const double negligible = 1e-18 * sizes_[0];
    while (!enough(at_most_.back()) && sizes_.back() > negligible) {
      sizes_.push_back(next());
      at_most_.push_back(at_most_.back() + sizes_.back());
    }
  }

  std::size_t largest() const { return sizes_.size() - 1; }
  double at_most(std::size_t n) const { return at_most_[std::min(n, largest())]; }

 private:
  double next() const {
    const auto n = largest();
    double sum = n < kTerms ? sizes_[0] * tails_[n] : 0;
    const auto first = n + 1 > kTerms ? n + 2 - kTerms : 1;
    for (auto i = first; i <= n; ++i) sum += sizes_[i] * tails_[n + 1 - i];
    return sum;
  }

  Tails tails_;
  std::vector<double> sizes_;
  std::vector<double> at_most_;
};

/// The number of services that `t` takes up, the last one perhaps in part.
std::size_t services_in(Duration t, Duration service) {
  return static_cast<std::size_t>((t + service - Duration{1}) / service);
}

/// Franx's sum. Since v < 1 its weights are spent after as many terms as the tails have.
double share_at(const Md1& queue, const SystemSize& size, Duration t) {
  const auto k = services_in(t, queue.service);
  const auto rest = static_cast<Duration::rep>(k) * queue.service - t;
  const double v = queue.rho * to_seconds(rest) / to_seconds(queue.service);
  double weight = std::exp(-v);
  double sum = weight * size.at_most(k);
  for (std::size_t j = 1; j < std::min(k, kTerms); ++j) {
    weight *= v / static_cast<double>(j);
    sum += weight * size.at_most(k - j);
  }
  return std::min(sum, 1.0);
}

/// The least t in (above, found] with found(t), which is true from some t on.
template <typename Found>
Duration least(Duration above, Duration found_at, Found found) {
  while (found_at - above > Duration{1}) {
    const auto middle = above + (found_at - above) / 2;
    (found(middle) ? found_at : above) = middle;
  }
  return found_at;
}

double share_of(double percent) {
  assert(percent >= 0 && percent < 100);
  return percent / 100;
}

}  // namespace

Duration Md1::mean_wait() const { return Mg1{rho, {service, 0}}.mean_wait(); }

double Md1::share_waiting_at_most(Duration t) const {
  assert(has_long_run(rho, 1, service) && t >= Duration::zero());
  SystemSize size(rho);
  const auto k = services_in(t, service);
  size.grow_until([&](double) { return size.largest() >= k; });
  return share_at(*this, size, t);
}

Duration Md1::wait_percentile(double percent) const {
  assert(has_long_run(rho, 1, service));
  const double share = share_of(percent);
  SystemSize size(rho);
  size.grow_until([&](double at_most) { return at_most >= share; });
  // P(W <= n B) is P(at most n in the system), so the wait lies above (n - 1) B.
  const auto n = static_cast<Duration::rep>(size.largest());
  if (n == 0) return Duration::zero();
  return least((n - 1) * service, n * service,
               [&](Duration t) { return share_at(*this, size, t) >= share; });
}

double Mmc::share_waiting() const {
  assert(has_long_run(rho, servers, service));
  const double refused = erlang_b(rho * servers, servers);
  return refused / (1 - rho * (1 - refused));
}

double Mmc::share_delayed(Duration d) const {
  assert(d >= Duration::zero());
  const double services = to_seconds(d) / to_seconds(service);
  return share_waiting() * std::exp(-services * servers * (1 - rho));
}

Duration Mmc::mean_wait() const { return times(service, share_waiting() / (servers * (1 - rho))); }

Duration Mmc::wait_percentile(double percent) const {
  const double longer = 1 - share_of(percent);
  const double waiting = share_waiting();
  if (waiting <= longer) return Duration::zero();
  return times(service, std::log(waiting / longer) / (servers * (1 - rho)));
}

Duration Mdc::mean_wait() const {
  assert(has_long_run(rho, servers, service));
  if (rho == 0) return Duration::zero();
  const double c = servers;
  const double more = (1 - rho) * (c - 1) * (std::sqrt(4 + 5 * c) - 2) / (16 * rho * c);
  return times(Mmc{rho, servers, service}.mean_wait(), (1 + more) / 2);
}

ServiceTime mixed_service(std::span<const ServiceShare> mix) {
  double weights = 0;
  double sum = 0;
  double squares = 0;
  for (const auto& share : mix) {
    assert(share.weight >= 0);
    const double seconds = to_seconds(share.service);
    weights += share.weight;
    sum += share.weight * seconds;
    squares += share.weight * seconds * seconds;
  }
  assert(weights > 0 && sum > 0);
  const double mean = sum / weights;
  return {from_seconds(mean), std::max(0.0, squares / weights / (mean * mean) - 1)};
}

Duration Mg1::mean_wait() const {
  assert(has_long_run(rho, 1, service.mean) && service.squared_variation >= 0);
  return times(service.mean, rho / (1 - rho) * (1 + service.squared_variation) / 2);
}

double erlang_b(double erlangs, unsigned servers) {
  assert(erlangs >= 0);
  double refused = 1;
  for (unsigned k = 1; k <= servers; ++k) refused = erlangs * refused / (k + erlangs * refused);
  return refused;
}

double littles_law_gap(double mean_in_system, Rate arrivals, Duration inside) {
  assert(arrivals.per_second > 0 && inside > Duration::zero());
  return mean_in_system / (arrivals.per_second * to_seconds(inside)) - 1;
}

}  // namespace lab
