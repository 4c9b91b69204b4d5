// Picking from a weighted mix.
#include "loadgen/engine/mix.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>

namespace lab {
namespace {

std::string first_picks(std::vector<MixEntry> mix, int count) {
  SmoothRoundRobin turns(mix);
  std::string picks;
  for (int i = 0; i < count; ++i) picks += static_cast<char>('a' + turns.next());
  return picks;
}

TEST(SmoothRoundRobin, SpreadsAHeavyEntryBetweenTheOthers) {
  EXPECT_EQ(first_picks({{5, "/a"}, {1, "/b"}, {1, "/c"}}, 7), "aabacaa");
}

TEST(SmoothRoundRobin, GivesEachEntryItsWeightInEveryRound) {
  const auto picks = first_picks({{95, "/a"}, {5, "/b"}}, 10'000);
  for (std::size_t from = 0; from < picks.size(); from += 100) {
    EXPECT_EQ(std::count(picks.begin() + static_cast<std::ptrdiff_t>(from),
                         picks.begin() + static_cast<std::ptrdiff_t>(from) + 100, 'b'),
              5);
  }
}

TEST(SmoothRoundRobin, TakesFractionsForWeights) {
  const auto picks = first_picks({{0.5, "/a"}, {1.5, "/b"}}, 400);
  EXPECT_EQ(std::count(picks.begin(), picks.end(), 'a'), 100);
}

TEST(WeightedDraw, GivesEachEntryTheShareOfItsWeight) {
  WeightedDraw draw({{1, "/a"}, {3, "/b"}, {6, "/c"}}, 11);
  constexpr int kDraws = 100'000;
  std::array<int, 3> picked{};
  for (int i = 0; i < kDraws; ++i) ++picked[draw.next()];
  EXPECT_NEAR(picked[0], 0.1 * kDraws, 5 * std::sqrt(0.1 * 0.9 * kDraws));
  EXPECT_NEAR(picked[1], 0.3 * kDraws, 5 * std::sqrt(0.3 * 0.7 * kDraws));
}

TEST(WeightedDraw, RepeatsForTheSameSeed) {
  const std::vector<MixEntry> mix{{1, "/a"}, {1, "/b"}};
  WeightedDraw first(mix, 5);
  WeightedDraw second(mix, 5);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(first.next(), second.next());
}

}  // namespace
}  // namespace lab
