// Figures over several requests: spans, overlaps, and when there is nothing to say.
#include "client/overview.hpp"

#include <gtest/gtest.h>

#include "tests/unit/client/sample_requests.hpp"

namespace lab {
namespace {

using namespace std::chrono_literals;

std::optional<std::size_t> most_at_once(const std::vector<RequestFacts>& all) {
  return summarize(all).service.value().most_at_once;
}

TEST(Overview, CountsWhoAnswered) {
  const auto stairs = summarize(staircase());
  EXPECT_EQ(stairs.good, 4U);
  EXPECT_EQ(stairs.total, 400ms);
  EXPECT_EQ(stairs.workers, 1U);
  EXPECT_EQ(stairs.threads, 1U);
  EXPECT_EQ(summarize(wall()).workers, 1U);
  EXPECT_EQ(summarize(wall()).threads, 4U);
  EXPECT_EQ(summarize(steps()).workers, 2U);
}

TEST(Overview, CountsOverlapsOfService) {
  EXPECT_EQ(most_at_once(staircase()), 1U);
  EXPECT_EQ(most_at_once(wall()), 4U);
  EXPECT_EQ(most_at_once(steps()), 2U);
}

TEST(Overview, OverlapWithinTheErrorOfMeasurementIsNone) {
  const Answerer who{0, 1, 1};
  EXPECT_EQ(most_at_once({answered(100ms, 100ms, who), answered(185ms, 100ms, who)}), 1U);
  EXPECT_EQ(most_at_once({answered(100ms, 100ms, who), answered(175ms, 100ms, who)}), 2U);
}

TEST(Overview, TooShortAServiceTellsNoOrder) {
  const Answerer who{0, 1, 1};
  EXPECT_EQ(most_at_once({answered(2ms, 2ms, who), answered(4ms, 2ms, who)}), std::nullopt);
  EXPECT_EQ(most_at_once({answered(3ms, 3ms, who), answered(6ms, 3ms, who)}), 1U);
}

TEST(Overview, SumsServedTimes) {
  const Answerer who{0, 1, 1};
  const auto service = summarize({answered(10ms, 10ms, who), answered(40ms, 30ms, who)}).service;
  ASSERT_TRUE(service);
  EXPECT_EQ(service->shortest, 10ms);
  EXPECT_EQ(service->longest, 30ms);
  EXPECT_EQ(service->sum, 40ms);
}

TEST(Overview, LeavesFailuresOut) {
  auto all = staircase();
  all.push_back(lost(2s, "late"));
  all.push_back(refused(1s, 503));
  const auto overview = summarize(all);
  EXPECT_EQ(overview.asked, 6U);
  EXPECT_EQ(overview.good, 4U);
  EXPECT_EQ(overview.total, 400ms);
  EXPECT_TRUE(overview.service);
}

TEST(Overview, SaysNothingOfServiceThatOneReplyDoesNotTell) {
  auto all = wall();
  all[1].served.reset();
  all[2].answerer.reset();
  EXPECT_FALSE(summarize(all).service);
  EXPECT_EQ(summarize(all).threads, 0U);
}

TEST(ServiceSpan, EndsAtTheFirstByteAndBeginsNoEarlierThanTheConnection) {
  auto facts = answered(300ms, 100ms, {0, 1, 1});
  facts.connected = 10ms;
  EXPECT_EQ(service_span(facts)->begin, 200ms);
  EXPECT_EQ(service_span(facts)->end, 300ms);
  facts.served = 500ms;
  EXPECT_EQ(service_span(facts)->begin, 10ms);
  EXPECT_FALSE(service_span(refused(1ms, 200)));
}

}  // namespace
}  // namespace lab
