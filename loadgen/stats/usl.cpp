// Levenberg-Marquardt in three parameters, on the mean of each load.
#include "loadgen/stats/usl.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <iterator>
#include <limits>
#include <map>
#include <set>

namespace lab {
namespace {

constexpr std::size_t kParameters = 3;  // alpha, beta, gamma
constexpr int kMostSteps = 200;
constexpr double kNegligible = 1e-14;  // decrease of the squares, as a share of them
constexpr double kMostDamping = 1e12;
constexpr std::size_t kFewestFlat = 2;  // loads on the ceiling of a hard limit

using Vector = std::array<double, kParameters>;
using Matrix = std::array<Vector, kParameters>;

/// Least squares over points are least squares over their means, weighted.
struct WeightedPoint {
  double load = 0;
  double throughput = 0;
  double weight = 0;
};
using Means = std::vector<WeightedPoint>;

Means means_of(std::span<const LoadPoint> points) {
  std::map<double, WeightedPoint> by_load;
  for (const auto& [load, throughput] : points) {
    auto& mean = by_load[load];
    mean.load = load;
    mean.weight += 1;
    mean.throughput += (throughput - mean.throughput) / mean.weight;
  }
  Means means;
  for (const auto& [load, mean] : by_load) means.push_back(mean);
  return means;
}

void swap_in_pivot(Matrix& a, Vector& b, std::size_t column) {
  auto pivot = column;
  for (auto row = column + 1; row < kParameters; ++row) {
    if (std::abs(a[row][column]) > std::abs(a[pivot][column])) pivot = row;
  }
  std::swap(a[column], a[pivot]);
  std::swap(b[column], b[pivot]);
}

/// a x = b by Gauss' elimination; none when it has no single solution.
std::optional<Vector> solve(Matrix a, Vector b) {
  for (std::size_t column = 0; column < kParameters; ++column) {
    swap_in_pivot(a, b, column);
    if (!(std::abs(a[column][column]) > 0)) return std::nullopt;
    for (auto row = column + 1; row < kParameters; ++row) {
      const double factor = a[row][column] / a[column][column];
      for (auto k = column; k < kParameters; ++k) a[row][k] -= factor * a[column][k];
      b[row] -= factor * b[column];
    }
  }
  Vector x{};
  for (auto row = kParameters; row-- > 0;) {
    double rest = b[row];
    for (auto k = row + 1; k < kParameters; ++k) rest -= a[row][k] * x[k];
    x[row] = rest / a[row][row];
  }
  return x;
}

double divisor(const Usl& law, double load) {
  return 1 + law.alpha * (load - 1) + law.beta * load * (load - 1);
}

/// Infinite where the law has a pole between the loads.
double squares(const Means& means, const Usl& law) {
  double sum = 0;
  for (const auto& mean : means) {
    if (divisor(law, mean.load) <= 0) return std::numeric_limits<double>::infinity();
    const double residual = mean.throughput - law.throughput_at(mean.load);
    sum += mean.weight * residual * residual;
  }
  return sum;
}

/// The best gamma for this alpha and beta; X is linear in it.
double best_gamma(const Means& means, const Usl& law) {
  double products = 0, ones = 0;
  for (const auto& mean : means) {
    const double shape = mean.load / divisor(law, mean.load);
    products += mean.weight * shape * mean.throughput;
    ones += mean.weight * shape * shape;
  }
  return products / ones;
}

/// N / X = 1/gamma + alpha/gamma (N - 1) + beta/gamma N (N - 1), linear in its three coefficients.
Usl linear_start(const Means& means) {
  Matrix a{};
  Vector b{};
  for (const auto& mean : means) {
    if (mean.throughput <= 0) continue;
    const Vector row{mean.load - 1, mean.load * (mean.load - 1), 1};
    // The error of N / X is that of X times N / X^2; this weight takes it back.
    const double weight = mean.weight * std::pow(mean.throughput * mean.throughput / mean.load, 2);
    for (std::size_t i = 0; i < kParameters; ++i) {
      for (std::size_t k = 0; k < kParameters; ++k) a[i][k] += weight * row[i] * row[k];
      b[i] += weight * row[i] * mean.load / mean.throughput;
    }
  }
  const auto x = solve(a, b);
  Usl start;
  if (x && (*x)[2] > 0) {
    start.alpha = std::max(0.0, (*x)[0] / (*x)[2]);
    start.beta = std::max(0.0, (*x)[1] / (*x)[2]);
  }
  start.gamma = best_gamma(means, start);
  return start;
}

enum class Term { kFitted, kZero };
struct Terms {
  Term alpha = Term::kFitted;
  Term beta = Term::kFitted;
};

Vector gradient_of(const Usl& law, double load, const Terms& terms) {
  const double below = divisor(law, load);
  const double value = law.throughput_at(load);
  return {terms.alpha == Term::kZero ? 0 : -value * (load - 1) / below,
          terms.beta == Term::kZero ? 0 : -value * load * (load - 1) / below, load / below};
}

/// Where the law would go with this much damping.
std::optional<Usl> stepped(const Means& means, const Usl& law, const Terms& terms, double damping) {
  Matrix a{};
  Vector b{};
  for (const auto& mean : means) {
    const auto slope = gradient_of(law, mean.load, terms);
    const double residual = mean.throughput - law.throughput_at(mean.load);
    for (std::size_t i = 0; i < kParameters; ++i) {
      for (std::size_t k = 0; k < kParameters; ++k) a[i][k] += mean.weight * slope[i] * slope[k];
      b[i] += mean.weight * slope[i] * residual;
    }
  }
  // Scaled by the diagonal, so that the units of the parameters do not matter.
  for (std::size_t i = 0; i < kParameters; ++i) a[i][i] = a[i][i] > 0 ? a[i][i] * (1 + damping) : 1;
  const auto step = solve(a, b);
  if (!step) return std::nullopt;
  return Usl{law.alpha + (*step)[0], law.beta + (*step)[1], law.gamma + (*step)[2]};
}

Usl start_with(const Means& means, Usl law, const Terms& terms) {
  if (terms.alpha == Term::kZero) law.alpha = 0;
  if (terms.beta == Term::kZero) law.beta = 0;
  law.gamma = best_gamma(means, law);
  return law;
}

Usl descend(const Means& means, Usl law, const Terms& terms) {
  double now = squares(means, law);
  double damping = 1e-3;
  for (int i = 0; i < kMostSteps && damping < kMostDamping; ++i) {
    const auto next = stepped(means, law, terms, damping);
    const double then = next ? squares(means, *next) : std::numeric_limits<double>::infinity();
    if (then > now || !std::isfinite(then)) {
      damping *= 10;
      continue;
    }
    const bool arrived = now - then <= kNegligible * now;
    law = *next;
    now = then;
    damping /= 10;
    if (arrived) break;
  }
  return law;
}

bool is_possible(const Usl& law) { return law.alpha >= 0 && law.beta >= 0; }

Usl best_law(const Means& means) {
  const auto start = linear_start(means);
  const auto inside = descend(means, start, {});
  if (is_possible(inside)) return inside;
  constexpr std::array kBorders{Terms{Term::kZero, Term::kFitted},
                                Terms{Term::kFitted, Term::kZero}};
  auto best = start_with(means, start, {Term::kZero, Term::kZero});
  for (const auto& border : kBorders) {
    const auto law = descend(means, start_with(means, start, border), border);
    if (is_possible(law) && squares(means, law) < squares(means, best)) best = law;
  }
  return best;
}

UslFit described(std::span<const LoadPoint> points, const Usl& law) {
  UslFit fit{law, 0, {}};
  double mean = 0, about_law = 0, about_mean = 0;
  for (const auto& point : points) mean += point.throughput / static_cast<double>(points.size());
  for (const auto& point : points) {
    fit.residuals.push_back(point.throughput - law.throughput_at(point.load));
    about_law += fit.residuals.back() * fit.residuals.back();
    about_mean += (point.throughput - mean) * (point.throughput - mean);
  }
  if (about_mean > 0) fit.r_squared = 1 - about_law / about_mean;
  return fit;
}

/// From load `from` on the limit's: least squares on either side of it.
double squares_beside(std::span<const LoadPoint> points, double from) {
  double products = 0, loads = 0, flat = 0, count = 0;
  for (const auto& [load, throughput] : points) {
    const bool below = load < from;
    products += below ? load * throughput : 0;
    loads += below ? load * load : 0;
    flat += below ? 0 : throughput;
    count += below ? 0 : 1;
  }
  double squares = 0;
  for (const auto& [load, throughput] : points) {
    const double off = throughput - std::min(products / loads * load, flat / count);
    squares += off * off;
  }
  return squares;
}

}  // namespace

double Usl::throughput_at(double load) const { return gamma * load / divisor(*this, load); }

std::optional<double> Usl::peak() const {
  if (beta <= 0 || alpha >= 1) return std::nullopt;
  return std::sqrt((1 - alpha) / beta);
}

std::size_t distinct_loads(std::span<const LoadPoint> points) { return means_of(points).size(); }

std::optional<UslFit> fit_usl(std::span<const LoadPoint> points) {
  const auto means = means_of(points);
  const bool any = std::any_of(means.begin(), means.end(),
                               [](const WeightedPoint& mean) { return mean.throughput > 0; });
  if (means.size() < kParameters || !any) return std::nullopt;
  assert(means.front().load >= 1);
  return described(points, best_law(means));
}

double squares_beside_a_limit(std::span<const LoadPoint> points) {
  std::set<double> loads;
  for (const auto& point : points) loads.insert(point.load);
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t flat = kFewestFlat; flat < loads.size(); ++flat)
    least = std::min(
        least, squares_beside(points, *std::prev(loads.end(), static_cast<std::ptrdiff_t>(flat))));
  return least;
}

}  // namespace lab
