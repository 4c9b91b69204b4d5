// The Universal Scalability Law: what more load does to throughput, fitted to what was measured.
#pragma once

#include <optional>
#include <span>
#include <vector>

namespace lab {

/// So much load (clients at once) gave so much throughput (a second).
struct LoadPoint {
  double load = 0;
  double throughput = 0;
};

/// X(N) = gamma N / (1 + alpha (N - 1) + beta N (N - 1)): Gunther, "Guerrilla Capacity Planning"
/// (2007), ch. 4 to 6, as he writes it with gamma since 2018.
struct Usl {
  double alpha = 0;  // contention: the share of the work that has to queue for something shared
  double beta = 0;   // coherency: what each client costs each other one
  double gamma = 0;  // throughput of one client

  double throughput_at(double load) const;
  /// The load beyond which throughput falls: sqrt((1 - alpha) / beta). None when it never does
  /// (beta 0), or from the first client on (alpha >= 1).
  std::optional<double> peak() const;
};

struct UslFit {
  Usl law;
  /// 1 - squares of the residuals / squares about the mean: 1 is perfect. 0 where all throughputs
  /// are equal.
  double r_squared = 0;
  std::vector<double> residuals;  // measured - law, a point each, in their order
};

/// How many different loads there are.
std::size_t distinct_loads(std::span<const LoadPoint> points);

/// Least squares on throughput with alpha and beta not below zero, by Levenberg-Marquardt
/// (Marquardt, J. SIAM 11 (1963) 431) from the linear fit of N / X, a quadratic in N. Where the
/// minimum lies outside, the best of the borders alpha = 0 and beta = 0. None with fewer than three
/// different loads, or without any throughput. Loads are 1 or more.
std::optional<UslFit> fit_usl(std::span<const LoadPoint> points);

/// The squares that a hard limit leaves, min(gamma N, most): throughput in proportion to the load
/// up to a ceiling, the bounds of the bottleneck law (Denning and Buzen, ACM Computing Surveys 10
/// (1978) 225), where that describes the points best. Two loads at least are to lie on the ceiling,
/// or there is none to be seen: infinite without.
double squares_beside_a_limit(std::span<const LoadPoint> points);

}  // namespace lab
