// Claims about query parameters and pipelines: what is accepted, and how the rest is refused.
#include "server/parameters.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

namespace lab {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

constexpr std::array kTable{Parameter{"ms", ParameterKind::kMilliseconds, "50", 1000},
                            Parameter{"n", ParameterKind::kCount, "7", 99},
                            Parameter{"via", ParameterKind::kVia, "await"}};
constexpr std::array kCpu{Parameter{"via", ParameterKind::kCpuVia, "block"}};
constexpr std::array kState{Parameter{"scope", ParameterKind::kScope, "local"}};
constexpr std::array kPipe{Parameter{"do", ParameterKind::kPipeline, "io:20,cpu:5"}};

std::string refusal(std::span<const Parameter> table, std::string_view query) {
  const auto read = read_arguments(table, query);
  return read ? "accepted" : read.error().text;
}

TEST(Parameters, FallBackWhenNotGiven) {
  const auto read = read_arguments(kTable, "");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->milliseconds("ms"), 50ms);
  EXPECT_EQ(read->count("n"), 7u);
  EXPECT_EQ(read->via(), Via::kAwait);
}

TEST(Parameters, AreReadInAnyOrder) {
  const auto read = read_arguments(kTable, "via=pool&n=0&ms=12.5");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->milliseconds("ms"), 12500us);
  EXPECT_EQ(read->count("n"), 0u);
  EXPECT_EQ(read->via(), Via::kPool);
}

TEST(Parameters, AreReadAfterPercentDecoding) {
  const auto read = read_arguments(kTable, "m%73=%31%32&via=%62lock");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->milliseconds("ms"), 12ms);
  EXPECT_EQ(read->via(), Via::kBlock);
}

TEST(Parameters, TakeMillisecondsToAMicrosecondExactly) {
  struct Row {
    std::string_view text;
    Duration value;
  };
  for (const auto& [text, value] :
       {Row{"0", 0ms}, Row{"0.001", 1us}, Row{"0.1", 100us}, Row{"1.005", 1005us},
        Row{"999.999", 999999us}, Row{"1000", 1000ms}, Row{"1000.000", 1000ms}}) {
    const auto read = read_arguments(kTable, "ms=" + std::string(text));
    ASSERT_TRUE(read) << text;
    EXPECT_EQ(read->milliseconds("ms"), value) << text;
  }
}

TEST(Parameters, RefuseMillisecondsThatAreNone) {
  for (const std::string text : {"", "-1", "-0", "x", "1x", "1e3", "0x10", "nan", "inf", "1001",
                                 "1000.001", "0.0001", "1.2.3", ".", "+1", " 1", "1ms", "1%00"}) {
    const auto encoded = text == "+1" ? "%2b1" : text == " 1" ? "%201" : text;
    const auto shown = text == "1%00" ? "1\\x00" : text;
    EXPECT_EQ(refusal(kTable, "ms=" + encoded),
              "parameter ms=" + shown +
                  " is refused: accepted are milliseconds from 0 to 1000, decimals to 0.001");
  }
}

TEST(Parameters, RefuseCountsThatAreNone) {
  for (const std::string text : {"", "-1", "1.0", "100", "18446744073709551616", "ten", "0x1"}) {
    EXPECT_EQ(refusal(kTable, "n=" + text),
              "parameter n=" + text + " is refused: accepted are whole numbers from 0 to 99");
  }
}

TEST(Parameters, RefuseAnUnknownVia) {
  EXPECT_EQ(refusal(kTable, "via=thread"),
            "parameter via=thread is refused: accepted are await, block and pool");
  EXPECT_EQ(refusal(kTable, "via=AWAIT"),
            "parameter via=AWAIT is refused: accepted are await, block and pool");
  EXPECT_EQ(refusal(kCpu, "via=thread"),
            "parameter via=thread is refused: accepted are block and pool");
}

TEST(Parameters, TakeTheTwoScopes) {
  EXPECT_EQ(read_arguments(kState, "")->scope(), StateScope::kLocal);
  EXPECT_EQ(read_arguments(kState, "scope=local")->scope(), StateScope::kLocal);
  EXPECT_EQ(read_arguments(kState, "scope=shared")->scope(), StateScope::kShared);
  EXPECT_EQ(refusal(kState, "scope=both"),
            "parameter scope=both is refused: accepted are local and shared");
}

TEST(Parameters, SayWhyCpuWorkCannotBeAwaited) {
  EXPECT_EQ(refusal(kCpu, "via=await"),
            "parameter via=await is refused: CPU work cannot be awaited: it needs a thread, so use "
            "block or pool");
}

TEST(Parameters, RefuseUnknownOnesAndNameTheKnown) {
  EXPECT_EQ(refusal(kTable, "msec=1"), "parameter msec is unknown: accepted are ms, n, via");
  EXPECT_EQ(refusal(kTable, "MS=1"), "parameter MS is unknown: accepted are ms, n, via");
  EXPECT_EQ(refusal(kTable, "=1"), "parameter  is unknown: accepted are ms, n, via");
  EXPECT_EQ(refusal({}, "x=1"), "parameter x is unknown: this endpoint takes none");
}

TEST(Parameters, RefuseRepeatedOnes) {
  EXPECT_EQ(refusal(kTable, "ms=1&ms=1"), "parameter ms is given more than once");
  EXPECT_EQ(refusal(kTable, "ms=1&n=1&%6ds=2"), "parameter ms is given more than once");
}

TEST(Parameters, RefuseABrokenPercentEncoding) {
  EXPECT_EQ(refusal(kTable, "ms=%zz"), "the query 'ms=%zz' has a broken percent-encoding");
}

TEST(Parameters, ShowHostileTextAsPrintableAndCut) {
  EXPECT_EQ(refusal({}, "%0d%0aSet-Cookie:x"),
            "parameter \\x0d\\x0aSet-Cookie:x is unknown: this endpoint takes none");
  const auto longest = refusal(kTable, "n=" + std::string(5000, '9'));
  EXPECT_LT(longest.size(), 200u);
  EXPECT_THAT(longest, testing::HasSubstr("999..."));
}

TEST(Pipeline, IsReadAsSteps) {
  const auto job = parse_pipeline("io:20,cpu:5@pool,block:2,io:0.5@block,io:1@pool,block:3@await");
  ASSERT_TRUE(job);
  EXPECT_THAT(*job, ElementsAre(Step{Wait{20ms}, Via::kAwait}, Step{Burn{5ms}, Via::kPool},
                                Step{Wait{2ms}, Via::kBlock}, Step{Wait{500us}, Via::kBlock},
                                Step{Wait{1ms}, Via::kPool}, Step{Wait{3ms}, Via::kAwait}));
}

TEST(Pipeline, RefusesBrokenStepsByTheirText) {
  for (const std::string step :
       {"", "io", "io:", "io:x", "io:-1", "io:60001", "io:0.0001", "disk:1", "io:1@", "io:1@x",
        "io@pool:1", "io:1@pool@pool", ":1", "@pool", "IO:1", " io:1"}) {
    const auto job = parse_pipeline("cpu:1," + step);
    ASSERT_FALSE(job) << step;
    EXPECT_EQ(job.error().text,
              "step '" + step +
                  "' is not io:MS, cpu:MS or block:MS with MS from 0 to 60000 and an optional "
                  "@await, @block or @pool");
  }
}

TEST(Pipeline, RefusesToAwaitCpuWork) {
  const auto job = parse_pipeline("io:1,cpu:5@await");
  ASSERT_FALSE(job);
  EXPECT_EQ(job.error().text,
            "step 'cpu:5@await': CPU work cannot be awaited: it needs a thread, so use block or "
            "pool");
}

TEST(Pipeline, HoldsAtMostSixteenSteps) {
  std::string text = "io:1";
  for (std::size_t i = 1; i < kMostSteps; ++i) text += ",io:1";
  ASSERT_TRUE(parse_pipeline(text));
  EXPECT_EQ(parse_pipeline(text)->size(), kMostSteps);
  EXPECT_EQ(refusal(kPipe, "do=" + text + ",io:1"),
            "parameter do is refused: it has more than 16 steps");
}

TEST(Pipeline, FallsBackToItsDefault) {
  const auto read = read_arguments(kPipe, "");
  ASSERT_TRUE(read);
  EXPECT_THAT(read->pipeline("do"),
              ElementsAre(Step{Wait{20ms}, Via::kAwait}, Step{Burn{5ms}, Via::kBlock}));
}

}  // namespace
}  // namespace lab
