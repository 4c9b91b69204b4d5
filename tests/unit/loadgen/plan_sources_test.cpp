// What a plan is made for: a stated instance, and objectives.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "loadgen/capacity/plan_candidates.hpp"
#include "tests/unit/loadgen/sample_plans.hpp"

namespace lab {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

// --- a stated instance ---

TEST(StatedCandidate, IsOneQueueForItsCores) {
  const auto made =
      stated_candidate({.at_most = Rate{800}, .service = 45ms, .cpu = 2ms, .cores = 2});
  ASSERT_TRUE(made);
  const auto& station = made->instance->stations.at(0);
  EXPECT_EQ(station.servers, 2u);
  EXPECT_EQ(station.holds, 2'500us);
  EXPECT_NEAR(planned_with(*made, question(5000)).utilisation.implied.value_or(0), .898999005523,
              1e-6);
}

TEST(StatedCandidate, HasNoMoreServersThanAreEverBusy) {
  const auto made = stated_candidate({.at_most = Rate{100}, .service = 20ms, .cores = 8});
  ASSERT_TRUE(made);
  EXPECT_EQ(made->instance->stations.at(0).servers, 2u);
}

TEST(StatedCandidate, IsRefusedWhereItsFiguresContradictOneAnother) {
  const auto slow = stated_candidate({.at_most = Rate{10}, .service = 2ms});
  ASSERT_FALSE(slow);
  EXPECT_THAT(slow.error().text, HasSubstr("--per-instance: at 10/s and --service 2ms"));
  const auto cpu = stated_candidate({.at_most = Rate{10}, .cpu = 200ms, .cores = 1});
  ASSERT_FALSE(cpu);
  EXPECT_THAT(cpu.error().text,
              HasSubstr("--cpu: 10/s of 200ms each need 2 cores, more than --cores 1"));
}

TEST(CheckPooled, RefusesWhatIsLongerThanTheRequestOrThanItMayBe) {
  const auto asked = objectives({"p99<100ms", "p50<60ms"});
  EXPECT_TRUE(check_pooled({.service = 45ms}, asked));
  EXPECT_TRUE(check_pooled({.service = 45ms, .pooled = 45ms}, asked));
  EXPECT_TRUE(check_pooled({.pooled = 60ms}, asked));
  const auto service = check_pooled({.service = 45ms, .pooled = 46ms}, asked);
  ASSERT_FALSE(service);
  EXPECT_EQ(service.error().text,
            "--pooled: 46ms is longer than the whole request, --service 45ms");
  const auto limit = check_pooled({.pooled = 61ms}, asked);
  ASSERT_FALSE(limit);
  EXPECT_EQ(limit.error().text, "--pooled: 61ms is longer than p50<60ms lets a request take");
}

// --- objectives ---

TEST(PlanObjectives, AreUpperBoundsOfPercentilesTheMeanAndErrors) {
  const auto all = objectives({"p99.9<=1s", "mean<20ms", "errors<0.1%"});
  ASSERT_EQ(all.latency.size(), 2u);
  EXPECT_EQ(all.latency[0].percent, 99.9);
  EXPECT_FALSE(all.latency[1].percent);
  EXPECT_EQ(all.errors, .001);
  for (const auto* text : {"max<1s", "min<1s", "p100<1s", "p99>1ms", "rate>5k", "errors>1%",
                           "errors<0%", "errors<=0%"}) {
    PlanObjectives none;
    EXPECT_FALSE(add_objective(*parse_expectation(text), none)) << text;
  }
}

std::vector<Expectation> expectations(std::initializer_list<const char*> texts) {
  std::vector<Expectation> all;
  for (const auto* text : texts) all.push_back(*parse_expectation(text));
  return all;
}

TEST(ObjectivesOfASearch, AreItsOwnUnlessOthersFollowFromThem) {
  const auto searched = expectations({"p99<100ms", "errors<0.1%", "max<1s"});
  const auto own = objectives_of_search(searched, {});
  ASSERT_TRUE(own);
  EXPECT_EQ(objectives_text(*own), "p99<100ms, at most 0.1% errors");
  for (const auto* easier : {"p99<100ms", "p99<200ms", "p95<100ms", "p50<150ms"})
    EXPECT_TRUE(objectives_of_search(searched, objectives({easier}))) << easier;
  for (const auto* harder : {"p99<99ms", "p99.9<100ms", "mean<100ms", "errors<0.01%"})
    EXPECT_FALSE(objectives_of_search(searched, objectives({harder}))) << harder;
  EXPECT_FALSE(objectives_of_search(expectations({"max<1s"}), {}));
}

TEST(ObjectivesOfASearch, AllowErrorsWhereTheSearchAllowedNone) {
  for (const auto* none : {"errors<=0%", "errors<=0"}) {
    const auto searched = expectations({"p99<100ms", none});
    const auto some = objectives_of_search(searched, objectives({"errors<0.1%"}));
    ASSERT_TRUE(some) << some.error().text;
    EXPECT_EQ(some->errors, .001);
    EXPECT_FALSE(objectives_of_search(searched, {})->errors) << "no plan keeps it";
  }
}

TEST(PlanObjectives, AreKeptOnceHoweverOftenTheyAreGiven) {
  EXPECT_EQ(objectives_text(objectives({"p99<100ms", "p50<20ms", "p99<100ms", "p99 < 0.1s"})),
            "p99<100ms, p50<20ms");
}

}  // namespace
}  // namespace lab
