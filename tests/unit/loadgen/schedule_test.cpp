// Arrival times: no rounding adds up, and Poisson gaps are exponential.
#include "loadgen/engine/schedule.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace lab {
namespace {

using namespace std::chrono_literals;

std::vector<double> poisson_gaps(std::uint64_t seed, double rate, int count) {
  Arrivals arrivals({{rate}, ArrivalKind::kPoisson}, seed);
  std::vector<double> gaps;
  Duration last{};
  for (int i = 0; i < count; ++i) {
    const auto next = arrivals.next();
    gaps.push_back(to_seconds(next - last));
    last = next;
  }
  return gaps;
}

TEST(UniformArrivals, StartAtOnceAndKeepFractions) {
  Arrivals arrivals({{3}, ArrivalKind::kUniform}, 1);
  EXPECT_EQ(arrivals.next(), 0ns);
  EXPECT_EQ(arrivals.next(), 333'333'333ns);
  EXPECT_EQ(arrivals.next(), 666'666'667ns);
  EXPECT_EQ(arrivals.next(), 1s);
}

TEST(UniformArrivals, DoNotDriftOverAMillion) {
  Arrivals arrivals({{7}, ArrivalKind::kUniform}, 1);
  Duration at{};
  for (int i = 0; i <= 7'000'000; ++i) at = arrivals.next();
  EXPECT_EQ(at, 1'000'000s);
}

TEST(UniformArrivals, MayBeSecondsApart) {
  Arrivals arrivals({{0.2}, ArrivalKind::kUniform}, 1);
  arrivals.next();
  EXPECT_EQ(arrivals.next(), 5s);
}

/// Kolmogorov-Smirnov: the largest distance of the gaps' distribution from 1 - exp(-rate * gap).
double distance_from_exponential(std::vector<double> gaps, double rate) {
  std::sort(gaps.begin(), gaps.end());
  const auto n = static_cast<double>(gaps.size());
  double largest = 0;
  for (std::size_t i = 0; i < gaps.size(); ++i) {
    const double expected = 1 - std::exp(-rate * gaps[i]);
    const auto rank = static_cast<double>(i);
    largest = std::max({largest, expected - rank / n, (rank + 1) / n - expected});
  }
  return largest;
}

TEST(PoissonArrivals, HaveExponentialGaps) {
  constexpr int kCount = 20'000;
  // At this distance a true exponential sample would be refused once in a thousand.
  const double critical = 1.949 / std::sqrt(kCount);
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    EXPECT_LT(distance_from_exponential(poisson_gaps(seed, 250, kCount), 250), critical) << seed;
  }
}

TEST(PoissonArrivals, HaveIndependentGaps) {
  const auto gaps = poisson_gaps(7, 100, 20'000);
  double product = 0;
  for (std::size_t i = 1; i < gaps.size(); ++i) {
    product += (gaps[i] * 100 - 1) * (gaps[i - 1] * 100 - 1);
  }
  const auto n = static_cast<double>(gaps.size());
  EXPECT_LT(std::abs(product / n), 4 / std::sqrt(n));  // four standard errors
}

TEST(PoissonArrivals, DependOnTheSeedAlone) {
  EXPECT_EQ(poisson_gaps(3, 50, 100), poisson_gaps(3, 50, 100));
  EXPECT_NE(poisson_gaps(3, 50, 100), poisson_gaps(4, 50, 100));
}

TEST(Arrivals, OfTheSlowestRateStayInTheRangeOfTime) {
  for (const auto kind : {ArrivalKind::kUniform, ArrivalKind::kPoisson}) {
    Arrivals arrivals({Rate{1e-300}, kind}, 1);
    auto last = arrivals.next();
    for (int i = 0; i < 10; ++i) {
      const auto next = arrivals.next();
      EXPECT_GE(next, last);
      EXPECT_LT(next, 24h * 365 * 200);
      last = next;
    }
  }
}

}  // namespace
}  // namespace lab
