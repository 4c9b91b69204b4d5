// Claims about when a dead child is started again, and when the server gives up.
#include "server/respawn_policy.hpp"

#include <gtest/gtest.h>

namespace lab {
namespace {

using namespace std::chrono_literals;
using Life = RespawnPolicy::Life;

TEST(RespawnPolicy, DoublesTheDelayUpToTwoSeconds) {
  RespawnPolicy policy;
  for (const Duration expected : {100ms, 200ms, 400ms, 800ms, 1600ms, 2000ms, 2000ms}) {
    EXPECT_EQ(policy.on_death(Life::kEndedAfterReady, 1s), expected);
  }
}

TEST(RespawnPolicy, BeginsAnewAfterALongLife) {
  RespawnPolicy policy;
  for (int i = 0; i < 6; ++i) policy.on_death(Life::kEndedAfterReady, 0s);
  EXPECT_EQ(policy.on_death(Life::kEndedAfterReady, 9999ms), 2s);
  EXPECT_EQ(policy.on_death(Life::kEndedAfterReady, 10s), 100ms);
  EXPECT_EQ(policy.on_death(Life::kEndedAfterReady, 0s), 200ms);
}

TEST(RespawnPolicy, GivesUpAtTheFifthEarlyDeathInARow) {
  RespawnPolicy policy;
  for (int i = 1; i < 5; ++i) EXPECT_TRUE(policy.on_death(Life::kEndedBeforeReady, 0s)) << i;
  EXPECT_FALSE(policy.on_death(Life::kEndedBeforeReady, 0s));
}

TEST(RespawnPolicy, CountsEarlyDeathsInARowOnly) {
  RespawnPolicy policy;
  for (int round = 0; round < 3; ++round) {
    for (int i = 1; i < 5; ++i) EXPECT_TRUE(policy.on_death(Life::kEndedBeforeReady, 0s));
    EXPECT_TRUE(policy.on_death(Life::kEndedAfterReady, 0s));
  }
}

TEST(RespawnPolicy, NeverGivesUpAWorkerThatWasReady) {
  RespawnPolicy policy;
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(policy.on_death(Life::kEndedAfterReady, 0s));
}

}  // namespace
}  // namespace lab
