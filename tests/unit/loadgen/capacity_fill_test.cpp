// How full a server was, from several samples of its admin port.
#include "loadgen/capacity/fill_gauge.hpp"

#include <gtest/gtest.h>

namespace lab {
namespace {

using namespace std::chrono_literals;

ServerSample sample(Duration at, Duration cpu) {
  ServerSample s;
  s.at = TimePoint(at);
  s.model = "async";
  s.workers = 2;
  s.cores = 2;
  s.pool = 4;
  s.cpu = cpu;
  return s;
}

TEST(FillOf, IsNoneOfTooFewLooksOrAnUnknownModel) {
  EXPECT_FALSE(fill_of({}));
  EXPECT_FALSE(fill_of({sample(0s, 0s)}));
  auto first = sample(0s, 0s), last = sample(1s, 0s);
  last.model = "fiber";
  EXPECT_FALSE(fill_of({first, last}));
}

TEST(FillOf, TakesDifferencesOfWhatOnlyGrows) {
  auto first = sample(0s, 10s), last = sample(4s, 13s);
  first.drops = 5, last.drops = 8;
  first.pool_refused = 1, last.pool_refused = 2;
  first.turned_away = 7, last.turned_away = 3;  // a worker was replaced
  const auto fill = *fill_of({first, last});
  EXPECT_EQ(fill.model, Model::kAsync);
  EXPECT_EQ(fill.looks, 2);
  EXPECT_DOUBLE_EQ(fill.cpu_share, 0.75);
  EXPECT_EQ(fill.drops, 3u);
  EXPECT_EQ(fill.refused_by_pool, 1u);
  EXPECT_EQ(fill.turned_away, 0u);
}

TEST(FillOf, CountsHowOftenSomethingWasFull) {
  std::vector<ServerSample> looks(4, sample(0s, 0s));
  for (std::size_t i = 0; i < looks.size(); ++i) looks[i].at += i * 300ms;
  looks[1].in_flight = 1;  // of two workers
  looks[2].in_flight = 2;
  looks[0].queued = looks[1].queued = looks[2].queued = 3;
  for (auto& look : looks) look.pool_busy = 8;
  looks[3].pool_queued = 1;
  looks[0].lag = 1ms, looks[1].lag = 50ms, looks[2].lag = 40ms, looks[3].lag = 30ms;
  const auto fill = *fill_of(looks);
  EXPECT_DOUBLE_EQ(fill.workers_busy, 0.25);
  EXPECT_DOUBLE_EQ(fill.queue_seen, 0.75);
  EXPECT_DOUBLE_EQ(fill.pool_full, 0.25);
  EXPECT_EQ(fill.lag, 40ms);
}

}  // namespace
}  // namespace lab
