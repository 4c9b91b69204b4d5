// What ran out first, from facts as an admin port tells them.
#include "loadgen/capacity/limit.hpp"

#include <gtest/gtest.h>

namespace lab {
namespace {

using namespace std::chrono_literals;

/// Of a server with two cores that has everything to spare.
ServerFill idle(Model model, int workers) {
  return {.model = model, .workers = workers, .cores = 2, .looks = 10, .cpu_share = 0.2};
}

TEST(FindLimit, KnowsNothingWithoutALook) {
  EXPECT_EQ(find_limit(std::nullopt), FirstLimit::kUnknown);
  EXPECT_EQ(find_limit(ServerFill{}), FirstLimit::kUnknown);
}

TEST(FindLimit, NamesNothingWhereNothingIsFull) {
  for (const auto model : {Model::kProcess, Model::kThread, Model::kAsync})
    EXPECT_EQ(find_limit(idle(model, 2)), FirstLimit::kUnknown);
}

TEST(FindLimit, IsTheCpuWhereAllCoresAreUsedUp) {
  auto fill = idle(Model::kThread, 1);
  fill.cpu_share = 1.85;
  EXPECT_EQ(find_limit(fill), FirstLimit::kCpu);
}

TEST(FindLimit, IsTheLoopWhereOneLoopUsesItsCoreUp) {
  auto fill = idle(Model::kAsync, 1);
  fill.cpu_share = 0.95;
  EXPECT_EQ(find_limit(fill), FirstLimit::kLoop);
  fill.model = Model::kThread;  // which may use both cores
  EXPECT_EQ(find_limit(fill), FirstLimit::kUnknown);
}

TEST(FindLimit, IsTheLoopWhereItIsBlockedAndLate) {
  auto fill = idle(Model::kAsync, 1);
  fill.lag = 5ms;
  EXPECT_EQ(find_limit(fill), FirstLimit::kUnknown) << "as late as a healthy one on a busy machine";
  fill.lag = 80ms;
  EXPECT_EQ(find_limit(fill), FirstLimit::kLoop);
}

TEST(FindLimit, IsTheWorkersWhereEachHasARequestMostOfTheTime) {
  auto fill = idle(Model::kProcess, 2);
  fill.workers_busy = 0.9;
  fill.queue_seen = 1;
  EXPECT_EQ(find_limit(fill), FirstLimit::kWorkers);
  fill.cpu_share = 1.9;
  EXPECT_EQ(find_limit(fill), FirstLimit::kCpu) << "more workers would not help";
}

TEST(FindLimit, IsThePoolWhereItRefusesOrHasAQueue) {
  auto fill = idle(Model::kAsync, 1);
  fill.refused_by_pool = 1;
  EXPECT_EQ(find_limit(fill), FirstLimit::kPool);
  fill = idle(Model::kAsync, 1);
  fill.pool_full = 0.7;
  EXPECT_EQ(find_limit(fill), FirstLimit::kPool);
}

TEST(FindLimit, IsTheConnectionsWhereSomeWereTurnedAway) {
  auto fill = idle(Model::kThread, 1);
  fill.turned_away = 3;
  EXPECT_EQ(find_limit(fill), FirstLimit::kConnections);
}

TEST(FindLimit, IsTheListenQueueOnlyWhereNothingElseExplainsIt) {
  auto fill = idle(Model::kProcess, 2);
  fill.drops = 4;
  EXPECT_EQ(find_limit(fill), FirstLimit::kListenQueue);
  fill.workers_busy = 1;
  EXPECT_EQ(find_limit(fill), FirstLimit::kWorkers);
}

}  // namespace
}  // namespace lab
