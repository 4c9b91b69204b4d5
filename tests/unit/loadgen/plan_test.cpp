// Fitting a plan and splitting it over threads.
#include "loadgen/engine/plan.hpp"

#include <gtest/gtest.h>

namespace lab {
namespace {

LoadPlan load_plan(std::optional<std::uint64_t> requests, unsigned connections, unsigned threads) {
  LoadPlan plan;
  plan.requests = requests;
  plan.connections = connections;
  plan.threads = threads;
  return plan;
}

TEST(Fit, LeavesAPlanThatFitsAlone) {
  auto plan = load_plan(100, 50, 2);
  EXPECT_TRUE(fit(plan).empty());
  EXPECT_EQ(plan.connections, 50u);
}

TEST(Fit, DropsConnectionsAndThreadsThatWouldHaveNothingToDo) {
  auto plan = load_plan(3, 50, 8);
  EXPECT_EQ(fit(plan).size(), 2u);
  EXPECT_EQ(plan.connections, 3u);
  EXPECT_EQ(plan.threads, 3u);
}

TEST(Fit, SpeaksOfOneAsOne) {
  auto plan = load_plan(1, 50, 2);
  EXPECT_EQ(fit(plan), (std::vector<std::string>{
                           "1 connection instead of 50: there is no request for the others",
                           "1 thread instead of 2: there is no connection for the others"}));
}

TEST(Split, AddsUpToThePlanAndGivesEveryConnectionARequest) {
  for (unsigned threads = 1; threads <= 7; ++threads) {
    for (std::uint64_t requests = 10; requests <= 23; ++requests) {
      const auto plan = load_plan(requests, 10, threads);
      std::uint64_t sum = 0;
      unsigned connections = 0;
      for (const auto& share : split(plan)) {
        EXPECT_GE(*share.requests, share.connections);
        EXPECT_GE(share.connections, 1u);
        sum += *share.requests;
        connections += share.connections;
      }
      EXPECT_EQ(sum, requests);
      EXPECT_EQ(connections, 10u);
    }
  }
}

}  // namespace
}  // namespace lab
