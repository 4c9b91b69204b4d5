// Claims about the beginning of the oldest request, as it is kept for the supervisor.
#include "server/models/request_ages.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <thread>
#include <vector>

namespace lab {
namespace {

std::int64_t now() { return Clock::now().time_since_epoch().count(); }

TEST(RequestAges, TellNothingOfAnIdleWorker) {
  std::atomic<std::int64_t> oldest{0};
  RequestAges ages(oldest);
  EXPECT_EQ(oldest, 0);
  { const RequestAges::Hold one(&ages); }
  EXPECT_EQ(oldest, 0);
}

TEST(RequestAges, TellWhenTheOldestBegan) {
  std::atomic<std::int64_t> oldest{0};
  RequestAges ages(oldest);
  const auto before = now();
  std::optional<RequestAges::Hold> first(std::in_place, &ages);
  const auto began = oldest.load();
  EXPECT_GE(began, before);
  EXPECT_LE(began, now());
  std::optional<RequestAges::Hold> second(std::in_place, &ages);
  EXPECT_EQ(oldest, began) << "the first is still there";
  first.reset();
  EXPECT_GE(oldest, began) << "the second is the oldest now";
  EXPECT_NE(oldest, 0);
  second.reset();
  EXPECT_EQ(oldest, 0);
}

TEST(RequestAges, AreNotMovedByAYoungerOneThatEnds) {
  std::atomic<std::int64_t> oldest{0};
  RequestAges ages(oldest);
  const RequestAges::Hold first(&ages);
  const auto began = oldest.load();
  { const RequestAges::Hold second(&ages); }
  EXPECT_EQ(oldest, began);
}

TEST(RequestAges, WatchNobodyWhenNobodyAsks) { const RequestAges::Hold one(nullptr); }

TEST(RequestAges, EndAtNothingHoweverManyThreadsTakePart) {
  std::atomic<std::int64_t> oldest{0};
  RequestAges ages(oldest);
  {
    std::vector<std::jthread> threads(4);
    for (auto& thread : threads) {
      thread = std::jthread([&] {
        for (int i = 0; i < 2000; ++i) {
          const RequestAges::Hold one(&ages);
          ASSERT_NE(oldest, 0);
        }
      });
    }
  }
  EXPECT_EQ(oldest, 0);
}

}  // namespace
}  // namespace lab
