// Who wins, who ties, and what one round may claim.
#include "loadgen/stats/ranking.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lab {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Values = std::vector<Rounds>;

TEST(Ranking, OfSeveralRoundsFindsAClearWinner) {
  const Values values{{100, 101, 99}, {200, 202, 199}, {50, 51, 49}};
  const auto ranking = rank(values, Better::kHigher);
  EXPECT_THAT(ranking.order, ElementsAre(1, 0, 2));
  EXPECT_THAT(ranking.leaders, ElementsAre(1));
  EXPECT_EQ(ranking.certainty, Certainty::kTested);
  EXPECT_NEAR(*ranking.lead, 2, 0.01);
}

TEST(Ranking, CallsNoiseATie) {
  const Values values{{100, 80, 120}, {90, 110, 95}};
  const auto ranking = rank(values, Better::kHigher);
  EXPECT_THAT(ranking.leaders, testing::UnorderedElementsAre(0, 1));
  EXPECT_FALSE(ranking.lead);
}

TEST(Ranking, CallsASureButNegligibleDifferenceATie) {
  const Values values{{1000, 1000.1, 999.9}, {1010, 1010.1, 1009.9}};
  EXPECT_EQ(rank(values, Better::kHigher).leaders.size(), 2u);
}

TEST(Ranking, FindsAPlantedDifferenceOfTenPerCent) {
  const Values values{{100, 104, 97, 101, 99}, {110, 115, 106, 112, 108}};
  EXPECT_THAT(rank(values, Better::kHigher).leaders, ElementsAre(1));
}

TEST(Ranking, TurnsRoundWhereLowerIsBetter) {
  const Values values{{20, 21, 20}, {80, 79, 81}};
  const auto ranking = rank(values, Better::kLower);
  EXPECT_THAT(ranking.order, ElementsAre(0, 1));
  EXPECT_NEAR(*ranking.lead, 4, 0.05);
}

TEST(Ranking, OfOneRoundClaimsNoTieAndNamesWhoIsTooClose) {
  const auto ranking = rank(Values{{4000}, {3990}, {40}}, Better::kHigher);
  EXPECT_EQ(ranking.certainty, Certainty::kOneRound);
  EXPECT_THAT(ranking.leaders, ElementsAre(0));
  EXPECT_THAT(ranking.close, ElementsAre(1));
  EXPECT_NEAR(*ranking.lead, 100, 1e-9) << "over the first that is clearly behind";
}

TEST(Ranking, LeavesOutWhoHasNoFigure) {
  const auto ranking = rank(Values{Rounds{}, {5, 5, 5}}, Better::kHigher);
  EXPECT_THAT(ranking.order, ElementsAre(1));
  EXPECT_THAT(rank(Values{Rounds{}, Rounds{}}, Better::kHigher).order, IsEmpty());
}

TEST(Ranking, CountsARoundWithoutAnyServiceAsZero) {
  const auto ranking = rank(Values{{640, 0, 0}, {320, 320, 320}}, Better::kHigher);
  EXPECT_THAT(ranking.order, ElementsAre(1)) << "mostly it served nobody";
  EXPECT_THAT(rank(Values{{0, 0}, {0, 0}}, Better::kHigher).leaders, IsEmpty());
}

TEST(Ranking, PairsRoundsByTheirNumber) {
  const Values values{{100, 200, 300, 200}, {std::nullopt, 180, 270, 180}};
  EXPECT_THAT(rank(values, Better::kHigher).leaders, ElementsAre(0)) << "a tenth less in all three";
}

TEST(Ranking, LetsNobodyTiePastOneThatIsClearlyBehind) {
  const Values values{{640, 640, 640}, {576, 576, 576}, {384, 384, 640}};
  const auto ranking = rank(values, Better::kHigher);
  EXPECT_THAT(ranking.leaders, ElementsAre(0)) << "however noisy the third is";
  EXPECT_NEAR(*ranking.lead, 640.0 / 576, 1e-9);
}

}  // namespace
}  // namespace lab
