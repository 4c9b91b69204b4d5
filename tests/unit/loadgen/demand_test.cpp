// What each model allows, for the workloads whose answer the lessons state.
#include "loadgen/stats/demand.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace lab {
namespace {

using namespace std::chrono_literals;

constexpr Deployment kProcess{Model::kProcess, 2, 2, 0};
constexpr Deployment kThread{Model::kThread, 1, 2, 0};
constexpr Deployment kAsync{Model::kAsync, 1, 2, 16};
constexpr Deployment kHybrid{Model::kAsync, 2, 2, 16};

struct DemandCase {
  const char* name;
  Demand demand;
  Deployment deployment;
  unsigned clients;
  double per_second;
  Bottleneck bottleneck;
};

const std::vector<DemandCase> kCases{
    DemandCase{"IoOnProcess", {.wait = 50ms}, kProcess, 200, 40, Bottleneck::kWorkers},
    DemandCase{"IoOnThread", {.wait = 50ms}, kThread, 200, 4000, Bottleneck::kClients},
    DemandCase{"IoOnAsync", {.wait = 50ms}, kAsync, 200, 4000, Bottleneck::kClients},
    DemandCase{"CpuOnThread", {.cpu = 5ms}, kThread, 16, 400, Bottleneck::kCores},
    DemandCase{"CpuOnAsync", {.cpu = 5ms}, kAsync, 16, 200, Bottleneck::kLoop},
    DemandCase{"BlockingOnAsync", {.wait = 45ms, .hold = 5ms}, kAsync, 200, 200, Bottleneck::kLoop},
    DemandCase{
        "BlockingOnHybrid", {.wait = 45ms, .hold = 5ms}, kHybrid, 200, 400, Bottleneck::kLoop},
    DemandCase{
        "BlockingOnThread", {.wait = 45ms, .hold = 5ms}, kThread, 200, 4000, Bottleneck::kClients},
    DemandCase{"PoolOnAsync", {.wait = 45ms, .pool = 5ms}, kAsync, 200, 3200, Bottleneck::kPool},
    DemandCase{"ComputingOnPool",
               {.wait = 5ms, .pool = 5ms, .pool_cpu = 5ms},
               kAsync,
               200,
               400,
               Bottleneck::kCores},
    DemandCase{"MixOnProcess",
               {.wait = 40ms, .cpu = 2ms},
               kProcess,
               100,
               2 / 0.042,
               Bottleneck::kWorkers}};

TEST(Prediction, NamesTheLeastResource) {
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.name);
    const auto prediction = predict(c.demand, c.deployment, c.clients);
    ASSERT_TRUE(prediction);
    EXPECT_NEAR(prediction->per_second, c.per_second, 1e-6 * c.per_second);
    EXPECT_EQ(prediction->bottleneck, c.bottleneck);
    EXPECT_NEAR(to_seconds(prediction->latency), c.clients / c.per_second, 1e-6) << "Little's law";
  }
}

TEST(Prediction, IsNothingForARequestThatDemandsNothing) { EXPECT_FALSE(predict({}, kAsync, 64)); }

TEST(Model, IsFoundByItsName) {
  EXPECT_EQ(find_model("async"), Model::kAsync);
  for (const auto model : {Model::kProcess, Model::kThread, Model::kAsync})
    EXPECT_EQ(find_model(model_name(model)), model);
  EXPECT_FALSE(find_model("fibre"));
}

}  // namespace
}  // namespace lab
