// The rules of measurement: what counts, where, and that nothing is lost.
#include "loadgen/engine/recorder.hpp"

#include <gtest/gtest.h>

namespace lab {
namespace {

using namespace std::chrono_literals;

const TimePoint kBegin = TimePoint(100s);
const Window kWindow{kBegin, kBegin + 10s};

LoadPlan uniform_plan() {
  LoadPlan plan;
  plan.mix = {{1, "/a"}, {1, "/b"}};
  plan.open_loop = OpenLoop{{100}, ArrivalKind::kUniform};
  return plan;
}

class RecorderTest : public testing::Test {
 protected:
  RecorderTest() : recorder_(uniform_plan()) { recorder_.set_window(kWindow); }

  /// A request due and sent so long after the window's begin, which ended so much later.
  void request(Duration due, Duration took, Outcome outcome, std::size_t entry = 0) {
    const Ticket ticket{kBegin + due, entry};
    recorder_.started(ticket, ticket.due, Duration::zero());
    recorder_.finished(ticket, ticket.due, outcome, ticket.due + took);
  }
  RunResult take() {
    auto result = recorder_.take({}, {});
    EXPECT_TRUE(check_identity(result));
    return result;
  }

  Recorder recorder_;
};

TEST_F(RecorderTest, CountsAReplyInTheRateByWhenItCame) {
  request(-1s, 2s, Outcome::k2xx);     // due in the warm-up, came inside
  request(9s, 500ms, Outcome::k2xx);   // inside
  request(9s, 1500ms, Outcome::k2xx);  // came in the grace
  request(-2s, 1s, Outcome::k2xx);     // came in the warm-up
  const auto result = take();
  EXPECT_EQ(total(result).good_in_window, 2u);
  EXPECT_EQ(result.completed, 2u);
}

TEST_F(RecorderTest, ClassesAndTimesWhatWasDueInside) {
  request(-1s, 2s, Outcome::k2xx);
  request(9s, 1500ms, Outcome::k2xx);
  request(10s, 1ms, Outcome::k2xx);  // due at the end is due outside
  const auto all = total(take());
  EXPECT_EQ(all.due, 1u);
  EXPECT_EQ(all.outcomes.of(Outcome::k2xx), 1u);
  EXPECT_EQ(all.latency.answered.max(), 1'500'000'000u);
}

TEST_F(RecorderTest, CountsErrorRepliesAsCompletedNotAsGood) {
  request(1s, 1ms, Outcome::k5xx);
  request(1s, 1ms, Outcome::k3xx);
  const auto result = take();
  EXPECT_EQ(result.completed, 2u);
  EXPECT_EQ(total(result).good_in_window, 1u);
  ASSERT_EQ(result.seconds.size(), 2u);
  EXPECT_EQ(result.seconds[1].completed, 2u);
  EXPECT_EQ(result.seconds[1].good, 1u);
}

TEST_F(RecorderTest, KeepsTheCountsOfEachSecondAndTheTimesOfTheGraceToo) {
  request(500ms, 1ms, Outcome::k2xx);
  recorder_.received(100, kBegin + 501ms);
  request(2100ms, 1ms, Outcome::k4xx);
  request(2200ms, 1ms, Outcome::kClosed);
  request(9900ms, 1200ms, Outcome::k2xx);
  const auto seconds = take().seconds;
  ASSERT_EQ(seconds.size(), 12u);
  EXPECT_EQ(seconds[0].bytes, 100u);
  EXPECT_TRUE(seconds[1].latency.empty());
  EXPECT_EQ(seconds[2].attempted, 2u);
  EXPECT_EQ(seconds[2].completed, 1u);
  EXPECT_EQ(seconds[2].failed, 1u);
  EXPECT_EQ(unpack(seconds[2].latency)->count(), 2u);
  EXPECT_EQ(seconds[2].unanswered, 1u);
  EXPECT_EQ(seconds[11].completed, 0u) << "it came after the window";
  EXPECT_EQ(seconds[11].latency.max, 1'200'000'000u);
}

TEST_F(RecorderTest, KeepsTheUnansweredApartAtTheirAge) {
  request(1s, 3s, Outcome::kTimeout);
  request(2s, 1s, Outcome::kOpen);
  const auto all = total(take());
  EXPECT_EQ(all.latency.answered.count(), 0u);
  EXPECT_EQ(all.latency.unanswered.count(), 2u);
  EXPECT_EQ(all.latency.unanswered.max(), 3'000'000'000u);
}

TEST_F(RecorderTest, MeasuresServiceFromTheStartAndLatencyFromTheDueTime) {
  const Ticket ticket{kBegin + 1s, 0};
  recorder_.started(ticket, ticket.due + 30ms, std::nullopt);
  recorder_.finished(ticket, ticket.due + 30ms, Outcome::k2xx, ticket.due + 50ms);
  const auto result = take();
  EXPECT_EQ(total(result).latency.answered.max(), 50'000'000u);
  EXPECT_EQ(result.service.answered.max(), 20'000'000u);
  EXPECT_EQ(result.waited, 1u);
  EXPECT_EQ(result.send_lag.count(), 0u);  // it waited for a connection, not for the generator
}

TEST_F(RecorderTest, TellsTheLagOfWhatFoundAFreeConnection) {
  const Ticket ticket{kBegin, 0};
  recorder_.started(ticket, kBegin + 70us, 70us);
  recorder_.finished(ticket, kBegin + 70us, Outcome::k2xx, kBegin + 1ms);
  EXPECT_EQ(take().send_lag.max(), 70'000u);
}

TEST_F(RecorderTest, ClassesArrivalsThatWereNeverSent) {
  recorder_.unsent({kBegin + 9s, 1}, kBegin + 12s, std::nullopt);
  recorder_.unsent({kBegin - 1s, 1}, kBegin + 12s, std::nullopt);
  const auto result = take();
  EXPECT_EQ(result.entries[1].outcomes.of(Outcome::kUnsent), 1u);
  EXPECT_EQ(result.entries[1].latency.unanswered.max(), 3'000'000'000u);
}

TEST_F(RecorderTest, FollowsWhatIsDueInsideUntilItEnds) {
  recorder_.started({kBegin - 1s, 0}, kBegin - 1s, Duration::zero());
  EXPECT_EQ(recorder_.followed(), 0u);
  const Ticket ticket{kBegin + 1s, 0};
  recorder_.started(ticket, ticket.due, Duration::zero());
  EXPECT_EQ(recorder_.followed(), 1u);
  recorder_.finished(ticket, ticket.due, Outcome::kClosed, ticket.due + 1ms);
  EXPECT_EQ(recorder_.followed(), 0u);
  EXPECT_EQ(recorder_.last_finish(), ticket.due + 1ms);
}

TEST_F(RecorderTest, CountsRepliesByTheProcessThatGaveThem) {
  for (const auto* worker : {"0/11/11", "1/12/13", "0/11/14", "", "odd"}) {
    recorder_.answered_by(worker, kBegin + 1s);
  }
  recorder_.answered_by("0/11/11", kBegin - 1s);
  EXPECT_EQ(take().workers, (WorkerCounts{{"0/11", 2}, {"1/12", 1}, {"odd", 1}}));
}

TEST_F(RecorderTest, KeepsNamesThatEveryReportCanPrint) {
  for (int i = 0; i < 3; ++i) recorder_.answered_by("\xff\x1b[2J/1/1", kBegin);
  EXPECT_EQ(take().workers, (WorkerCounts{{"\\xff\\x1b[2J/1", 3}}));
}

TEST_F(RecorderTest, BoundsTheNamesAServerMayInvent) {
  for (int i = 0; i < 5000; ++i) recorder_.answered_by(std::to_string(i) + "/1/1", kBegin);
  const auto workers = take().workers;
  EXPECT_EQ(workers.size(), 1001u);
  EXPECT_EQ(workers.at("others"), 4000u);
}

}  // namespace
}  // namespace lab
