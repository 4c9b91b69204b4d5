// Percentiles among requests of which some were never answered.
#include "loadgen/stats/latency_summary.hpp"

#include <gtest/gtest.h>

#include "tests/unit/loadgen/add_times.hpp"

namespace lab {
namespace {

using namespace std::chrono_literals;

Latencies latencies(std::initializer_list<Duration> answered,
                    std::initializer_list<Duration> unanswered) {
  Latencies made;
  for (const auto d : answered) made.answered.record(static_cast<std::uint64_t>(d.count()));
  for (const auto d : unanswered) made.unanswered.record(static_cast<std::uint64_t>(d.count()));
  return made;
}

TEST(Percentile, OfNothingIsNothing) {
  EXPECT_FALSE(percentile({}, 50));
  EXPECT_FALSE(mean({}));
  EXPECT_FALSE(summarize(Latencies{})[Stat::kMax]);
}

TEST(Percentile, IsTheNearestRank) {
  const auto four = latencies({10ns, 20ns, 30ns, 40ns}, {});
  EXPECT_EQ(percentile(four, 25)->value, 10ns);
  EXPECT_EQ(percentile(four, 50)->value, 20ns);
  EXPECT_EQ(percentile(four, 51)->value, 30ns);
  EXPECT_EQ(percentile(four, 100)->value, 40ns);
}

TEST(Percentile, IsExactBelowTheUnanswered) {
  const auto some = latencies({10ns, 20ns, 30ns}, {1000ns});
  EXPECT_EQ(percentile(some, 50)->bound, Bound::kExact);
  EXPECT_EQ(percentile(some, 75)->bound, Bound::kExact);
  EXPECT_EQ(percentile(some, 100), (Figure{1000ns, Bound::kAtLeast, Support::kFew}));
}

TEST(Percentile, IsABoundWhereAnEarlyFailureCouldMoveIt) {
  // The failed one may belong behind 30 ns, and then the second of all is 20, not 10.
  const auto some = latencies({10ns, 20ns, 30ns}, {5ns});
  EXPECT_EQ(percentile(some, 50), (Figure{10ns, Bound::kAtLeast, Support::kFew}));
}

TEST(Percentile, StaysExactBesideOneFailureAmongAMillion) {
  Latencies many;
  add(many.answered, 1ms, 600'000);
  add(many.answered, 2ms, 400'000);
  add(many.unanswered, 1us, 1);
  EXPECT_EQ(percentile(many, 50)->bound, Bound::kExact);
  EXPECT_EQ(percentile(many, 99.9)->bound, Bound::kExact);
  EXPECT_EQ(percentile(many, 100)->bound, Bound::kAtLeast);
}

TEST(Percentile, OfUnansweredAloneIsABound) {
  const auto none = latencies({}, {100ms, 200ms});
  EXPECT_EQ(percentile(none, 50)->bound, Bound::kAtLeast);
  EXPECT_NEAR(to_ms(percentile(none, 50)->value), 100, 0.1);
}

TEST(Percentile, IsMarkedWithFewerThanTenSamplesAbove) {
  Latencies many;
  add(many.answered, 1ms, 1000);
  EXPECT_EQ(percentile(many, 99)->support, Support::kEnough);
  EXPECT_EQ(percentile(many, 99.1)->support, Support::kFew);
}

TEST(Mean, IsABoundBesideAnyUnanswered) {
  EXPECT_EQ(mean(latencies({10ns, 30ns}, {}))->value, 20ns);
  EXPECT_EQ(mean(latencies({10ns}, {30ns})), (Figure{20ns, Bound::kAtLeast, Support::kEnough}));
}

TEST(Stdev, IsABoundWhereEveryUnansweredLiesAboveTheMean) {
  EXPECT_EQ(stdev(latencies({10ns, 30ns}, {}))->value, 10ns);
  EXPECT_EQ(stdev(latencies({10ns}, {30ns})), (Figure{10ns, Bound::kAtLeast, Support::kEnough}));
}

TEST(Stdev, IsUnknownWhereAnUnansweredMayLieNearTheMean) {
  EXPECT_FALSE(stdev(latencies({10ns, 30ns}, {1ns})));
  EXPECT_FALSE(stdev({}));
}

TEST(LatencySummary, IsOrderedAndMarksOnlyPercentiles) {
  const auto summary = summarize(latencies({10ns, 20ns, 30ns, 40ns, 50ns}, {}));
  Duration last{};
  for (const auto stat :
       {Stat::kMin, Stat::kP50, Stat::kP90, Stat::kP99, Stat::kP999, Stat::kP9999, Stat::kMax}) {
    EXPECT_GE(summary[stat]->value, last);
    last = summary[stat]->value;
  }
  EXPECT_EQ(summary[Stat::kMax]->support, Support::kEnough);
  EXPECT_EQ(summary[Stat::kP99]->support, Support::kFew);
}

}  // namespace
}  // namespace lab
