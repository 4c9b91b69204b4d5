// Student's t on values, on logarithms and on paired ones.
#include "loadgen/stats/confidence.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>

namespace lab {
namespace {

constexpr double kFarthest = 1000;  // that an interval reaches from its middle, as a factor

Interval back_transformed(const Interval& of_logs) {
  return {std::exp(of_logs.low), std::exp(of_logs.high)};
}

}  // namespace

double median(std::vector<double> values) {
  assert(!values.empty());
  std::sort(values.begin(), values.end());
  const auto middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

double student_t95(std::size_t samples) {
  assert(samples >= 2);
  // The 97.5 % quantiles for 1 to 30 degrees of freedom, from any printed table.
  constexpr std::array kQuantiles{12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306,
                                  2.262,  2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120,
                                  2.110,  2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064,
                                  2.060,  2.056, 2.052, 2.048, 2.045, 2.042};
  const auto freedom = samples - 1;
  if (freedom <= kQuantiles.size()) return kQuantiles[freedom - 1];
  // Cornish-Fisher expansion about the normal quantile (Abramowitz and Stegun 26.7.5).
  const double z = 1.959964;
  const auto n = static_cast<double>(freedom);
  return z + (z * z * z + z) / (4 * n) +
         (5 * std::pow(z, 5) + 16 * z * z * z + 3 * z) / (96 * n * n);
}

Mean mean_over(std::span<const double> values) {
  assert(values.size() >= 2);
  const auto n = static_cast<double>(values.size());
  double sum = 0;
  for (const double value : values) sum += value;
  const double mean = sum / n;
  double squares = 0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  const double reach = student_t95(values.size()) * std::sqrt(squares / (n - 1) / n);
  return {mean, {mean - reach, mean + reach}};
}

std::optional<Interval> log_interval(std::span<const double> values) {
  std::vector<double> logs;
  for (const double value : values) {
    if (value <= 0) return std::nullopt;
    logs.push_back(std::log(value));
  }
  const auto [mean, interval] = mean_over(logs);
  if (interval.high - mean >= std::log(kFarthest)) return std::nullopt;
  return back_transformed(interval);
}

Ratio paired_ratio(std::span<const double> a, std::span<const double> b) {
  assert(a.size() == b.size());
  std::vector<double> log_ratios;
  for (std::size_t i = 0; i < a.size(); ++i) log_ratios.push_back(std::log(a[i] / b[i]));
  const auto [mean, interval] = mean_over(log_ratios);
  return {std::exp(mean), back_transformed(interval)};
}

}  // namespace lab
