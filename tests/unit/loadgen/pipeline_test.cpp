// Claims about pipelines: read and written as the server's /work takes them.
#include "loadgen/stats/pipeline.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lab {
namespace {

using namespace std::chrono_literals;

TEST(Pipeline, IsReadAsTheServerReadsItAndWrittenBack) {
  const auto pipeline = read_pipeline("io:40,cpu:2.5@pool,block:0,io:1@block,block:3@await");
  ASSERT_TRUE(pipeline);
  EXPECT_EQ(pipeline->at(1), (PipelineStep{StepKind::kCpu, StepVia::kPool, 2500us}));
  EXPECT_EQ(pipeline_text(*pipeline), "io:40,cpu:2.5@pool,block:0,io:1@block,block:3@await");
}

TEST(Pipeline, IsTheSameTextHoweverItIsWritten) {
  EXPECT_EQ(*read_pipeline_text("io:40.0@await,cpu:2@block"), "io:40,cpu:2");
  EXPECT_FALSE(read_pipeline_text("io"));
}

TEST(Pipeline, DemandsWhatItsStepsHold) {
  const auto demand = demand_of(*read_pipeline("io:40,cpu:2,cpu:3@pool,block:4,io:5@pool"));
  EXPECT_EQ(demand.wait, 40ms);
  EXPECT_EQ(demand.cpu, 2ms);
  EXPECT_EQ(demand.pool, 8ms);
  EXPECT_EQ(demand.pool_cpu, 3ms);
  EXPECT_EQ(demand.hold, 4ms);
}

TEST(Pipeline, RefusesWhatTheServerRefuses) {
  struct Case {
    const char* text;
    const char* says;
  };
  for (const auto& [text, says] :
       {Case{"", "step ''"}, Case{"io", "'io'"}, Case{"io:", "'io:'"}, Case{"io:-1", "'io:-1'"},
        Case{"io:60001", "0 to 60000"}, Case{"io:1.0001", "'io:1.0001'"},
        Case{"io:1@loop", "@await"}, Case{"state:shared", "io:MS, cpu:MS or block:MS"},
        Case{"cpu:1@await", "cannot be awaited"}, Case{"io:1,", "step ''"},
        Case{"io:40000,io:40000", "80000 ms together"},
        Case{"io:1,io:1,io:1,io:1,io:1,io:1,io:1,io:1,io:1,io:1,io:1,io:1,io:1,io:1,io:1,io:1,io:1",
             "more than 16 steps"}}) {
    const auto pipeline = read_pipeline(text);
    ASSERT_FALSE(pipeline) << text;
    EXPECT_THAT(pipeline.error().text, testing::HasSubstr(says));
  }
}

}  // namespace
}  // namespace lab
