// The shape of a distribution in bars.
#include "loadgen/stats/latency_bars.hpp"

#include <gtest/gtest.h>

#include "tests/unit/loadgen/add_times.hpp"

namespace lab {
namespace {

using namespace std::chrono_literals;

TEST(LatencyBars, GrowByOneRatioFromTheLeastToTheGreatest) {
  Latencies some;
  add(some.answered, 1ms, 5);
  add(some.answered, 9ms, 3);
  add(some.answered, 1s, 1);
  const auto bars = latency_bars(some, 3);
  ASSERT_EQ(bars.size(), 3u);
  EXPECT_EQ(bars[0], (LatencyBar{10ms, 8, 0, 8.0 / 9}));
  EXPECT_EQ(bars[1], (LatencyBar{100ms, 0, 0, 0}));
  EXPECT_EQ(bars[2], (LatencyBar{1s, 1, 0, 1.0 / 9}));
}

TEST(LatencyBars, LoseNoRequestAndTellTheUnansweredApart) {
  Latencies many;
  for (int i = 1; i <= 1000; ++i) add(many.answered, i * 13us, 1);
  add(many.unanswered, 2s, 7);
  std::uint64_t answered = 0, unanswered = 0;
  for (const auto& bar : latency_bars(many, 11)) {
    answered += bar.answered;
    unanswered += bar.unanswered;
  }
  EXPECT_EQ(answered, 1000u);
  EXPECT_EQ(unanswered, 7u);
}

TEST(LatencyBars, AreFewWhereValuesAreClose) {
  Latencies close;
  add(close.answered, 50'000us, 10);
  EXPECT_EQ(latency_bars(close, 11).size(), 1u);
  add(close.answered, 51'600us, 10);
  EXPECT_EQ(latency_bars(close, 11).size(), 3u);
}

TEST(LatencyBars, TakeAZeroForTheLeastThatThereIs) {
  Latencies zero;
  zero.answered.record(0, 2);
  const auto bars = latency_bars(zero, 5);
  ASSERT_EQ(bars.size(), 1u);
  EXPECT_EQ(bars[0].answered, 2u);
}

TEST(LatencyBars, AreNoneOfNothing) { EXPECT_TRUE(latency_bars({}, 11).empty()); }

}  // namespace
}  // namespace lab
