// Pipelines as demands: the grammar of the server's /work.
#include "loadgen/stats/pipeline.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lab {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

PipelineDemand demand_of(std::string_view text) {
  const auto parsed = parse_pipeline_demand(text);
  EXPECT_TRUE(parsed) << text;
  return parsed ? *parsed : PipelineDemand{};
}

std::string refusal(std::string_view text) {
  const auto parsed = parse_pipeline_demand(text);
  EXPECT_FALSE(parsed) << text;
  return parsed ? "" : parsed.error().text;
}

TEST(PipelineDemand, AddsUpWhatTheStepsDoToAnEventLoop) {
  const auto sum = demand_of("io:20,cpu:5@pool,block:2,cpu:1.5,io:3@block,io:7@pool,block:4@await");
  EXPECT_EQ(sum.demand.wait, 24ms);
  EXPECT_EQ(sum.demand.hold, 5ms);
  EXPECT_EQ(sum.demand.pool, 12ms);
  EXPECT_EQ(sum.demand.cpu, 1500us);
  EXPECT_EQ(sum.pool_cpu, 5ms);
  EXPECT_EQ(sum.cpu(), 6500us);
  EXPECT_EQ(sum.demand.total(), 42'500us);
}

TEST(PipelineDemand, TakesTheServersWholeRange) {
  EXPECT_EQ(demand_of("io:0").demand.total(), 0ms);
  EXPECT_EQ(demand_of("io:60000").demand.wait, 60s);
  EXPECT_EQ(demand_of("cpu:0.001@block").demand.cpu, 1us);
  EXPECT_EQ(demand_of("io:1,io:1,io:1,io:1,io:1,io:1,io:1,io:1,io:1,io:1,io:1,io:1,io:1,io:1,io:1,"
                      "io:1")
                .demand.wait,
            16ms);
}

TEST(PipelineDemand, RefusesWhatTheServerRefuses) {
  for (const auto* text : {"", "io", "io:", "io:x", "io:-1", "io:60001", "io:1.0001", "disk:1",
                           "io:1@", "io:1@fork", "io@pool:1", "io:1,", ",io:1", "IO:1", " io:1"})
    EXPECT_THAT(refusal(text), HasSubstr("is not io:MS, cpu:MS or block:MS")) << text;
  EXPECT_THAT(refusal("io:1,cpu:2@await"), HasSubstr("cannot be awaited"));
  EXPECT_THAT(refusal("io:1,io:1,io:1,io:1,io:1,io:1,io:1,io:1,io:1,io:1,io:1,io:1,io:1,io:1,io:1,"
                      "io:1,io:1"),
              HasSubstr("more than 16 steps"));
}

}  // namespace
}  // namespace lab
