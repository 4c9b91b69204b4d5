// Predictions from arrivals and draws: the same requests as the engine sends, and queues worked out
// by hand.
#include "loadgen/experiment/predictions.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "loadgen/engine/feed.hpp"

namespace lab {
namespace {

using namespace std::chrono_literals;
using Waits = std::vector<Duration>;
using Admitted = std::vector<std::optional<Duration>>;

constexpr std::array<Duration, 2> kServices{1ms, 200ms};

LoadSpec mixed(ArrivalKind arrivals) {
  auto load = open_loop(200, arrivals, "");
  load.mix = {{90, "/light"}, {10, "/heavy"}};
  load.warmup = 500ms;
  load.window = 2s;
  return load;
}

/// What the engine makes of the same load.
std::vector<Visit> visits_of_engine(const LoadSpec& load, std::uint64_t seed) {
  LoadPlan plan;
  plan.mix = load.mix;
  plan.open_loop = load.open_loop;
  plan.seed = seed;
  const TimePoint start(1000s);
  const auto end = start + load.warmup + load.window;
  const auto feed = make_feed(plan, Share{});
  feed->begin(start, end);
  std::vector<Visit> visits;
  while (const auto ticket = feed->take(end))
    visits.push_back({ticket->due - start, kServices[ticket->entry]});
  return visits;
}

TEST(Visits, AreThoseThatTheEngineSends) {
  for (const auto arrivals : {ArrivalKind::kPoisson, ArrivalKind::kUniform}) {
    for (const std::uint64_t seed : {1u, 2u, 214729u}) {
      const auto load = mixed(arrivals);
      const auto ours = visits_of(load, kServices, seed);
      const auto engine = visits_of_engine(load, seed);
      ASSERT_EQ(ours.size(), engine.size());
      for (std::size_t i = 0; i < ours.size(); ++i) {
        EXPECT_EQ(ours[i].arrival, engine[i].arrival) << i;
        EXPECT_EQ(ours[i].service, engine[i].service) << i;
      }
    }
  }
}

TEST(WaitsOfTheFirst, AreThoseOfLightRequestsInTheWindow) {
  const auto load = mixed(ArrivalKind::kPoisson);
  const auto visits = visits_of(load, kServices, 7);
  const auto all = lindley_waits(visits);
  Waits expected;
  for (std::size_t i = 0; i < visits.size(); ++i) {
    if (visits[i].service == 1ms && visits[i].arrival >= 500ms) expected.push_back(all[i]);
  }
  EXPECT_EQ(waits_of_first(load, kServices, 7), expected);
  EXPECT_GT(expected.size(), 200u);
}

TEST(ShareAbove, LeavesOutTheLimitItself) {
  EXPECT_DOUBLE_EQ(share_above(Waits{1ms, 2ms, 3ms, 4ms}, 2ms), 0.5);
  EXPECT_DOUBLE_EQ(share_above(Waits{1ms}, 1ms), 0);
}

// --- room for so many ---

TEST(AdmittedWaits, AreNoneOfThoseWhoFindNoRoom) {
  // One server, room for two; free again at 10, 20 and 30 ms.
  const std::vector<Visit> visits{{0ms, 10ms}, {1ms, 10ms}, {2ms, 10ms}, {10ms, 10ms}, {11ms, 1ms}};
  EXPECT_EQ(admitted_waits(visits, 1, 2), (Admitted{0ms, 9ms, {}, 10ms, {}}));
}

TEST(AdmittedWaits, WithRoomForAllAreLindleys) {
  const auto visits = visits_of(mixed(ArrivalKind::kPoisson), kServices, 3);
  const auto waits = lindley_waits(visits, 4);
  EXPECT_EQ(admitted_waits(visits, 4, visits.size()), Admitted(waits.begin(), waits.end()));
}

TEST(AdmittedWaits, OfTooMuchLoadAreRefusedInProportion) {
  // 120/s of 50 ms at four servers: 80/s are served and 40/s refused, once the queue is full.
  auto load = open_loop(120, ArrivalKind::kUniform, "/io");
  load.warmup = {};
  load.window = 100s;
  const std::array services{Duration(50ms)};
  const auto waits = admitted_waits(visits_of(load, services, 1), 4, 20);
  const auto refused = std::count(waits.begin(), waits.end(), std::nullopt);
  EXPECT_NEAR(static_cast<double>(refused), 40 * 100, 30);
  EXPECT_LE(std::max_element(waits.begin(), waits.end())->value(), 200ms);
}

TEST(MeanLatency, CountsARefusalAsAnsweredAtOnce) {
  // Every 10 ms one that takes 30 ms, one server and no room to wait: every third is served.
  auto load = open_loop(100, ArrivalKind::kUniform, "/io");
  load.warmup = {};
  load.window = 90ms;
  EXPECT_EQ(mean_latency_of(load, 30ms, 1, 1, 1), 10ms);
  load.warmup = 30ms;  // leaves whole turns out
  EXPECT_EQ(mean_latency_of(load, 30ms, 1, 1, 1), 10ms);
}

}  // namespace
}  // namespace lab
