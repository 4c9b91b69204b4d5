// Where the knee is, on servers whose knee is known.
#include "loadgen/stats/knee.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "loadgen/stats/queueing.hpp"

namespace lab {
namespace {

using namespace std::chrono_literals;

/// Workers that take 20 ms a request, and clients that ask again at once.
std::vector<LoadStep> clients(double workers, const std::vector<double>& loads) {
  std::vector<LoadStep> steps;
  for (const double load : loads) {
    const double throughput = std::min(load, workers) / 0.02;
    steps.push_back({load, throughput, from_seconds(load / throughput)});
  }
  return steps;
}

/// One server that takes 10 ms for each of randomly arriving requests.
std::vector<LoadStep> rates(const std::vector<double>& loads) {
  std::vector<LoadStep> steps;
  for (const double load : loads)
    steps.push_back({load, load, 10ms + Md1{load / 100, 10ms}.mean_wait()});
  return steps;
}

TEST(KneeOfClients, IsTheNumberOfWorkers) {
  const auto knee = knee_of_clients(clients(5, {1, 2, 4, 8, 16, 32}));
  EXPECT_EQ(knee.doubt, KneeDoubt::kNone);
  EXPECT_NEAR(knee.at, 5, 1e-6);
}

TEST(KneeOfClients, IsNotToldBeforeThroughputLevelsOff) {
  EXPECT_EQ(knee_of_clients(clients(100, {1, 2, 4, 8, 16, 32})).doubt, KneeDoubt::kNotReached);
}

TEST(KneeOfClients, IsTheLadderOfAThroughputThatFallsFromTheBeginning) {
  const std::vector<LoadStep> falling{{4, 100, 40ms}, {8, 90, 89ms}, {16, 80, 200ms}};
  EXPECT_NEAR(knee_of_clients(falling).at, 4, 1e-6);
}

TEST(KneeOfClients, LiesBelowALadderThatLeavesThingsOut) {
  // Somebody else's requests were answered: Little's law does not hold for ours.
  const std::vector<LoadStep> steps{{16, 100, 20ms}, {32, 100, 20ms}};
  EXPECT_EQ(knee_of_clients(steps).doubt, KneeDoubt::kBelowLadder);
}

TEST(KneeOfClients, DoesNotTakeFastRefusalsForService) {
  auto steps = clients(5, {1, 2, 4, 8, 16, 32});
  steps[5].latency = 1ms;  // 503s, mostly
  steps[5].good_share = 0.3;
  EXPECT_NEAR(knee_of_clients(steps).at, 5, 1e-6);
}

TEST(Knee, IsNotToldWithoutGoodReplies) {
  auto steps = clients(5, {1, 2, 4, 8});
  for (auto& step : steps) step.throughput = step.good_share = 0;
  EXPECT_EQ(knee_of_clients(steps).doubt, KneeDoubt::kNoGoodReply);
  EXPECT_EQ(knee_of_rates(steps).doubt, KneeDoubt::kNoGoodReply);
  for (auto& step : steps) step = {step.load, 100, 20ms, 0.98};
  EXPECT_EQ(knee_of_clients(steps).doubt, KneeDoubt::kNoGoodReply) << "every load fails";
}

TEST(KneeOfRates, IsWhereLatencyHasDoubled) {
  // M/D/1: the wait is one service at rho 2/3.
  const auto knee = knee_of_rates(rates({5, 20, 40, 60, 70, 90}));
  EXPECT_EQ(knee.doubt, KneeDoubt::kNone);
  EXPECT_EQ(knee.at, 60);
  EXPECT_EQ(*knee.above, 70);
}

TEST(KneeOfRates, IsAlsoWhereRepliesFail) {
  auto steps = rates({5, 20, 40});
  steps[1].good_share = 0.98;
  EXPECT_EQ(knee_of_rates(steps).at, 5);
  EXPECT_EQ(*knee_of_rates(steps).above, 20);
}

TEST(KneeOfRates, IsAlsoWhereTheServerDoesNotKeepUpWhateverItsLatency) {
  auto steps = rates({5, 20, 40});
  steps[2].keeps_up = KeepsUp::kNo;
  EXPECT_EQ(knee_of_rates(steps).at, 20);
  EXPECT_EQ(*knee_of_rates(steps).above, 40);
}

TEST(KneeOfRates, HasConnectionsEnoughForTwiceTheIdleLatency) {
  EXPECT_TRUE(enough_until_take_off(100, 500, 100ms)) << "2 x 50 in use";
  EXPECT_FALSE(enough_until_take_off(99, 500, 100ms));
}

TEST(Knee, NamesTheLoadsThatItWasLookedForIn) {
  const auto knee = knee_of_rates(rates({5, 20, 40}));
  EXPECT_EQ(knee.lowest, 5);
  EXPECT_EQ(knee.highest, 40);
  EXPECT_EQ(knee_of_clients(clients(5, {1, 8})).highest, 8);
}

TEST(KneeOfRates, IsNotToldWhenTheLadderEndsBeforeOrBeginsBehindIt) {
  EXPECT_EQ(knee_of_rates(rates({5, 20, 40})).doubt, KneeDoubt::kNotReached);
  auto failing = rates({5, 20, 40});
  failing[0].good_share = 0.5;
  EXPECT_EQ(knee_of_rates(failing).doubt, KneeDoubt::kBelowLadder);
}

TEST(Knee, NeedsTwoLoads) {
  EXPECT_EQ(knee_of_clients(clients(5, {1})).doubt, KneeDoubt::kTooFewLoads);
  EXPECT_EQ(knee_of_rates(rates({10})).doubt, KneeDoubt::kTooFewLoads);
}

}  // namespace
}  // namespace lab
