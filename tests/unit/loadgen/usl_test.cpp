// The scalability law fitted to numbers whose law is known.
#include "loadgen/stats/usl.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "loadgen/engine/random.hpp"

namespace lab {
namespace {

const std::vector<LoadPoint> kGolden{{1, 64.9},     {18, 995.9},   {36, 1652.4}, {72, 1853.2},
                                     {108, 1828.9}, {144, 1775.0}, {216, 1702.2}};
const std::vector<double> kLadder{1, 2, 4, 8, 16, 32, 64, 128};

std::vector<LoadPoint> points_of(const Usl& law, const std::vector<double>& loads) {
  std::vector<LoadPoint> points;
  for (const double load : loads) points.push_back({load, law.throughput_at(load)});
  return points;
}

double squares(const std::vector<LoadPoint>& points, const Usl& law) {
  double sum = 0;
  for (const auto& point : points)
    sum += std::pow(point.throughput - law.throughput_at(point.load), 2);
  return sum;
}

TEST(Usl, AgreesWithTheGoldenFit) {
  const auto fit = *fit_usl(kGolden);
  EXPECT_NEAR(fit.law.alpha, .0277285, 5e-7);
  EXPECT_NEAR(fit.law.beta, .0001044, 5e-8);
  EXPECT_NEAR(fit.law.gamma, 89.995, 5e-3);
  EXPECT_NEAR(*fit.law.peak(), 96.5, 0.05);
}

TEST(Usl, TellsHowWellItFits) {
  const auto fit = *fit_usl(kGolden);
  ASSERT_EQ(fit.residuals.size(), kGolden.size());
  EXPECT_NEAR(fit.residuals[0], 64.9 - 89.995, 0.01);  // a load of 1 is gamma itself
  double sum = 0, mean = 0, about_mean = 0;
  for (const double residual : fit.residuals) sum += residual * residual;
  for (const auto& point : kGolden) mean += point.throughput / 7;
  for (const auto& point : kGolden) about_mean += std::pow(point.throughput - mean, 2);
  EXPECT_NEAR(fit.r_squared, 1 - sum / about_mean, 1e-12);
  EXPECT_GT(fit.r_squared, 0.98);
}

TEST(Usl, FindsALawAgainFromItsOwnPoints) {
  for (const Usl& law :
       {Usl{0.05, 0.002, 100}, Usl{0.3, 1e-5, 7e4}, Usl{0, 0.001, 2}, Usl{0.9, 0.05, 1}}) {
    const auto fit = *fit_usl(points_of(law, kLadder));
    EXPECT_NEAR(fit.law.alpha, law.alpha, 1e-5);
    EXPECT_NEAR(fit.law.beta, law.beta, 1e-6);
    EXPECT_NEAR(fit.law.gamma, law.gamma, 1e-4 * law.gamma);
    EXPECT_NEAR(fit.r_squared, 1, 1e-9);
  }
}

TEST(Usl, IsALeastSquare) {
  const auto fit = *fit_usl(kGolden);
  const double least = squares(kGolden, fit.law);
  for (const double factor : {0.999, 1.001}) {
    auto [alpha, beta, gamma] = fit.law;
    EXPECT_GT(squares(kGolden, {alpha * factor, beta, gamma}), least);
    EXPECT_GT(squares(kGolden, {alpha, beta * factor, gamma}), least);
    EXPECT_GT(squares(kGolden, {alpha, beta, gamma * factor}), least);
  }
}

TEST(Usl, HasNoParameterBelowZero) {
  // More than linear: without a border alpha would be negative.
  std::vector<LoadPoint> points;
  for (const double load : kLadder) points.push_back({load, 10 * load * (1 + 0.01 * load)});
  const auto fit = *fit_usl(points);
  EXPECT_EQ(fit.law.alpha, 0);
  EXPECT_EQ(fit.law.beta, 0);
  EXPECT_FALSE(fit.law.peak());
}

TEST(Usl, StaysOnTheBorderThatFitsBest) {
  const auto with_tail = points_of({0, 0.001, 50}, kLadder);
  auto lifted = with_tail;
  lifted[4].throughput *= 1.03;  // pulls alpha below zero
  const auto fit = *fit_usl(lifted);
  EXPECT_EQ(fit.law.alpha, 0);
  EXPECT_NEAR(fit.law.beta, 0.001, 0.0001);
}

TEST(Usl, PeaksNowhereWithoutCoherencyCost) {
  EXPECT_FALSE((Usl{0.1, 0, 10}.peak()));
  EXPECT_FALSE((Usl{1, 0.1, 10}.peak())) << "it falls from the first client on";
  EXPECT_NEAR(*(Usl{0.1, 0.001, 10}.peak()), 30, 1e-12);
}

TEST(Usl, CountsALoadOnce) {
  EXPECT_EQ(distinct_loads(std::vector<LoadPoint>{{1, 5}, {1, 6}, {2, 5}}), 2u);
}

TEST(Usl, TakesSeveralRoundsOfALoadAsOneLeastSquaresProblem) {
  auto points = kGolden;
  for (const auto& point : kGolden) points.push_back({point.load, point.throughput * 1.1});
  EXPECT_NEAR(fit_usl(points)->law.gamma, 1.05 * 89.995, 0.01);
  EXPECT_NEAR(fit_usl(points)->law.alpha, .0277285, 5e-7);
}

TEST(Usl, IsNotFittedToNothing) {
  EXPECT_FALSE(fit_usl({}));
  EXPECT_FALSE(fit_usl(std::vector<LoadPoint>{{1, 1}, {2, 2}, {2, 2.1}})) << "two loads";
  EXPECT_FALSE(fit_usl(std::vector<LoadPoint>{{1, 0}, {2, 0}, {3, 0}})) << "no replies";
}

}  // namespace
}  // namespace lab
