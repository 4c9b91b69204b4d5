// Which request a thread makes next, and when it is due.
#include "loadgen/engine/feed.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace lab {
namespace {

using namespace std::chrono_literals;

const TimePoint kStart = TimePoint(1000s);

LoadPlan closed_plan() {
  LoadPlan plan;
  plan.mix = {{1, "/a"}, {1, "/b"}};
  return plan;
}

LoadPlan open_plan(double rate) {
  auto plan = closed_plan();
  plan.open_loop = OpenLoop{{rate}, ArrivalKind::kUniform};
  return plan;
}

/// Everything the threads of a plan take within the given time, in order of the due times.
std::vector<Ticket> taken(LoadPlan plan, unsigned threads, Duration within) {
  plan.threads = threads;
  std::vector<Ticket> all;
  for (const auto& share : split(plan)) {
    const auto feed = make_feed(plan, share);
    feed->begin(kStart, kStart + within);
    while (const auto ticket = feed->take(kStart + within)) all.push_back(*ticket);
  }
  std::sort(all.begin(), all.end(), [](auto& a, auto& b) { return a.due < b.due; });
  return all;
}

TEST(ClosedLoop, HandsOutExactlyTheRequestsAskedFor) {
  auto plan = closed_plan();
  plan.requests = 10;
  plan.threads = 3;
  std::size_t count = 0;
  for (const auto& share : split(plan)) {
    const auto feed = make_feed(plan, share);
    feed->begin(kStart, TimePoint::max());
    while (feed->take(kStart)) ++count;
    EXPECT_TRUE(feed->used_up());
  }
  EXPECT_EQ(count, 10u);
}

TEST(ClosedLoop, StopsStartingAtTheEnd) {
  const auto feed = make_feed(closed_plan(), Share{});
  EXPECT_FALSE(feed->take(kStart)) << "before begin()";
  feed->begin(kStart, kStart + 1s);
  EXPECT_TRUE(feed->take(kStart + 999ms));
  EXPECT_FALSE(feed->take(kStart + 1s));
  EXPECT_FALSE(feed->used_up());
}

TEST(ClosedLoop, IsDueWhenAConnectionIsFree) {
  const auto feed = make_feed(closed_plan(), Share{});
  feed->begin(kStart, TimePoint::max());
  EXPECT_EQ(feed->take(kStart + 5ms)->due, kStart + 5ms);
  EXPECT_FALSE(feed->next_due());
}

TEST(OpenLoop, IsDueByTheScheduleHoweverLateItIsTaken) {
  const auto feed = make_feed(open_plan(10), Share{});
  feed->begin(kStart, kStart + 1s);
  EXPECT_EQ(feed->next_due(), kStart);
  EXPECT_EQ(feed->take(kStart + 350ms)->due, kStart);
  EXPECT_EQ(feed->take(kStart + 350ms)->due, kStart + 100ms);
  EXPECT_EQ(feed->waiting(kStart + 350ms), 2u);
  EXPECT_EQ(feed->take(kStart + 350ms)->due, kStart + 200ms);
  EXPECT_EQ(feed->take(kStart + 350ms)->due, kStart + 300ms);
  EXPECT_FALSE(feed->take(kStart + 350ms));
  EXPECT_EQ(feed->waiting(kStart + 350ms), 0u);
  EXPECT_EQ(feed->next_due(), kStart + 400ms);
}

TEST(OpenLoop, HasNoArrivalAtItsEndOrLater) {
  EXPECT_EQ(taken(open_plan(10), 1, 1s).size(), 10u);
  EXPECT_EQ(taken(open_plan(10), 1, 1s + 1ns).size(), 11u);
}

TEST(OpenLoop, SplitsTheRateOverThreadsWithoutChangingTheArrivals) {
  auto plan = open_plan(250);
  plan.open_loop->arrivals = ArrivalKind::kPoisson;
  const auto one = taken(plan, 1, 4s);
  const auto three = taken(plan, 3, 4s);
  ASSERT_EQ(one.size(), three.size());
  for (std::size_t i = 0; i < one.size(); ++i) {
    EXPECT_EQ(one[i].due, three[i].due);
    EXPECT_EQ(one[i].entry, three[i].entry);
  }
}

TEST(OpenLoop, EndsAfterTheRequestsAskedFor) {
  auto plan = open_plan(100);
  plan.requests = 7;
  EXPECT_EQ(taken(plan, 2, 10s).size(), 7u);
}

TEST(OpenLoop, CanEndEarly) {
  const auto feed = make_feed(open_plan(10), Share{});
  feed->begin(kStart, TimePoint::max());
  feed->end_at(kStart + 250ms);
  int count = 0;
  while (feed->take(TimePoint::max())) ++count;
  EXPECT_EQ(count, 3);
}

}  // namespace
}  // namespace lab
