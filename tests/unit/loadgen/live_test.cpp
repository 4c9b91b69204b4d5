// The live view: where a load stands, its latest second, its lines.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "loadgen/report/live_text.hpp"

namespace lab {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

LoadPlan plan_of_ten_seconds() {
  LoadPlan plan;
  plan.warmup = 1s;
  plan.duration = 10s;
  return plan;
}

SecondFacts second_of(std::uint64_t good, std::uint64_t nanoseconds) {
  SecondFacts second;
  second.good = good;
  Histogram latency;
  latency.record(nanoseconds, good);
  second.latency = pack(latency);
  return second;
}

Progress progress_at(Duration elapsed, std::span<const SecondFacts> seconds = {}) {
  return {elapsed, 1500, 1, 64, seconds};
}

TEST(LiveSummary, KnowsTheStageAndTheTimeLeft) {
  const auto plan = plan_of_ten_seconds();
  EXPECT_EQ(summarize(plan, progress_at(0s)).stage, Stage::kOpening);
  EXPECT_EQ(summarize(plan, progress_at(500ms)).stage, Stage::kWarmup);
  EXPECT_EQ(summarize(plan, progress_at(4s)).stage, Stage::kWindow);
  EXPECT_EQ(summarize(plan, progress_at(4s)).left, 7s);
  EXPECT_EQ(summarize(plan, progress_at(11500ms)).stage, Stage::kGrace);
  EXPECT_EQ(summarize(plan, progress_at(11500ms)).left, 0s);
}

TEST(LiveSummary, ShowsTheLatestSecondThatIsOver) {
  const std::vector<SecondFacts> seconds{second_of(900, 1'000'000), second_of(600, 5'000'000)};
  const auto summary = summarize(plan_of_ten_seconds(), progress_at(3200ms, seconds));
  EXPECT_THAT(summary.good, ElementsAre(900, 600));
  EXPECT_NEAR(to_ms(summary.latest_latency[Stat::kP50]->value), 5, 0.01);
}

TEST(LiveSummary, ShowsALowerBoundAsOneWhereRepliesAreMissing) {
  std::vector<SecondFacts> seconds{second_of(900, 1'000'000)};
  const auto bound = [&] {
    const auto summary = summarize(plan_of_ten_seconds(), progress_at(2s, seconds));
    return summary.latest_latency[Stat::kP99]->bound;
  };
  EXPECT_EQ(bound(), Bound::kExact);
  seconds[0].unanswered = 1;
  EXPECT_EQ(bound(), Bound::kAtLeast);
}

TEST(Thinned, KeepsShortSequencesAndAveragesLongOnes) {
  EXPECT_THAT(thinned({1, 2, 3}, 3), ElementsAre(1, 2, 3));
  EXPECT_THAT(thinned({1, 3, 5, 7, 9}, 3), ElementsAre(2, 6, 9));
  EXPECT_EQ(thinned(std::vector<double>(1000, 1), 50).size(), 50u);
}

TEST(Sparkline, IsAsHighAsTheHighest) {
  EXPECT_EQ(sparkline({0, 50, 100}, Glyphs::kAscii), "_=#");
  EXPECT_EQ(sparkline({0, 50, 100}, Glyphs::kUnicode), "▁▅█");
  EXPECT_EQ(sparkline({0, 0}, Glyphs::kAscii), "__");
  EXPECT_EQ(sparkline({}, Glyphs::kAscii), "");
}

TEST(LiveLines, FitTheTerminalAndAreAlwaysAsMany) {
  const std::vector<SecondFacts> seconds(500, second_of(123'456, 1'000'000));
  for (const auto& progress : {progress_at(0s), progress_at(2s), progress_at(500s, seconds)}) {
    const auto lines =
        live_lines(std::string(300, 'x'), summarize(LoadPlan(), progress), 60, Glyphs::kAscii);
    EXPECT_EQ(lines.size(), 4u);
    for (const auto& line : lines) EXPECT_LE(line.size(), 60u) << line;
  }
}

TEST(LiveLines, SayWhatThereIs) {
  const std::vector<SecondFacts> seconds{second_of(900, 1'000'000), second_of(600, 5'000'000)};
  const auto summary = summarize(plan_of_ten_seconds(), progress_at(3200ms, seconds));
  const auto lines = live_lines("GET http://lab/", summary, 60, Glyphs::kAscii);
  EXPECT_EQ(lines[0], "GET http://lab/                                   7.80s left");
  EXPECT_EQ(lines[1], "  600 good/s   p50 5.00ms   p99 5.00ms*   max 5.00ms");
  EXPECT_EQ(lines[2], "  64 in flight   1,500 replies   1 failure");
  EXPECT_EQ(lines[3], "  #+  good/s by second, highest 900");

  auto plan = LoadPlan();
  plan.requests = 2000;
  EXPECT_EQ(live_lines("", summarize(plan, progress_at(3s)), 60, Glyphs::kAscii)[2],
            "  64 in flight   1,500 of 2,000 replies   1 failure");
}

}  // namespace
}  // namespace lab
