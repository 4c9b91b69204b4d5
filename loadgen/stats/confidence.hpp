// Confidence over rounds: a round is the unit of every test, never a request.
#pragma once

#include <optional>
#include <span>
#include <vector>

namespace lab {

/// Median; the mean of the middle two of an even number. `values` must not be empty.
double median(std::vector<double> values);

struct Interval {
  double low = 0;
  double high = 0;
  bool contains(double value) const { return low <= value && value <= high; }
};

/// Half the width of a two-sided 95 % interval in units of the standard error, for `samples` values
/// (Student's t with samples - 1 degrees of freedom). At least 2 samples.
double student_t95(std::size_t samples);

/// The mean of what rounds measured, `values`, with its 95 % interval by Student's t; at least 2.
struct Mean {
  double mean = 0;
  Interval interval;
};
Mean mean_over(std::span<const double> values);

/// A 95 % t interval on the logarithms, back-transformed: about the geometric mean, never below
/// zero, and as wide in factors on both sides, as suits latencies and rates. At least 2 values.
/// None when one is not above zero, or when the values lie so far apart that the interval reaches a
/// thousandfold: they say nothing then.
std::optional<Interval> log_interval(std::span<const double> values);

/// How much larger `a` is than `b`, round by round: the geometric mean of a/b with its 95 %
/// interval, from a paired t interval on the logarithms. All values above zero, at least 2 rounds,
/// equal sizes.
struct Ratio {
  double mean = 1;
  Interval interval;
};
Ratio paired_ratio(std::span<const double> a, std::span<const double> b);

}  // namespace lab
