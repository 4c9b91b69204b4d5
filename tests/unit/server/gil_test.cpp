// Claims about the lock of --gil: one at a time, handed over when asked for, never given up else.
#include "server/gil.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <thread>
#include <vector>

namespace lab {
namespace {

using namespace std::chrono_literals;

constexpr Duration kShort = 200us;
constexpr Duration kNever = 1h;  // no waiter asks within the life of a test

/// A thread that takes the lock once, sets a flag under it and drops it.
class Taker {
 public:
  explicit Taker(Gil& gil)
      : thread_([this, &gil] {
          const GilHold held(&gil);
          had_it_ = true;
        }) {}
  /// Only to be read by a holder of the lock, or after join().
  bool had_it() const { return had_it_; }
  void join() { thread_.join(); }

 private:
  bool had_it_ = false;
  std::jthread thread_;
};

void hold_until_asked(const Gil& gil) {
  while (!gil.asked_for()) std::this_thread::yield();
}

TEST(Gil, LetsOneThreadAtATimeThrough) {
  Gil gil(kShort);
  int inside = 0, most = 0, visits = 0;  // under the lock alone, as a thread sanitizer would see
  const auto visit = [&] {
    for (int i = 0; i < 500; ++i) {
      const GilHold held(&gil);
      most = std::max(most, ++inside);
      ++visits;
      --inside;
      gil.check();
    }
  };
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) threads.emplace_back(visit);
  }
  EXPECT_EQ(most, 1);
  EXPECT_EQ(visits, 2000);
}

TEST(Gil, IsHandedOverAtACheckPointToWhoeverWaits) {
  Gil gil(kShort);
  const GilHold held(&gil);
  Taker other(gil);
  while (!gil.check()) std::this_thread::yield();
  EXPECT_TRUE(other.had_it());
}

TEST(Gil, GoesRoundAmongThreadsThatOnlyEverCheck) {
  Gil gil(kShort);
  std::vector<std::jthread> threads;
  int started = 0;  // each goes on until all have begun: without a hand-over the first never ends
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      const GilHold held(&gil);
      ++started;
      while (started < 4) gil.check();
    });
  }
  threads.clear();
  EXPECT_EQ(started, 4);
}

TEST(Gil, IsNotGivenUpByALoneHolder) {
  Gil gil(1us);
  const GilHold held(&gil);
  for (int i = 0; i < 100'000; ++i) ASSERT_FALSE(gil.check());
}

TEST(Gil, IsNotAskedForBeforeAWholeInterval) {
  constexpr Duration kInterval = 20ms;
  Gil gil(kInterval);
  gil.take();
  const auto began = Clock::now();
  Taker other(gil);
  hold_until_asked(gil);
  EXPECT_GE(Clock::now() - began, kInterval);
  gil.drop();
}

TEST(Gil, PassesToAWaiterThatHasNotAskedWhenItIsDropped) {
  Gil gil(kNever);
  gil.take();
  Taker other(gil);
  gil.drop();
  other.join();
  EXPECT_TRUE(other.had_it());
}

TEST(Gil, OnceAskedForIsNotTakenAgainBeforeAWaiterHadIt) {
  Gil gil(kShort);
  for (int i = 0; i < 50; ++i) {
    gil.take();
    Taker other(gil);
    hold_until_asked(gil);
    gil.drop();
    gil.take();
    EXPECT_TRUE(other.had_it()) << "round " << i;
    EXPECT_FALSE(gil.asked_for()) << "a request ends with the hand-over";
    gil.drop();
  }
}

TEST(Gil, CanBeDroppedAndTakenAgainWhenNobodyAsked) {
  Gil gil(kNever);
  for (int i = 0; i < 1000; ++i) {
    gil.take();
    gil.drop();
  }
}

TEST(GilRelease, GivesItUpForItsScopeAlone) {
  Gil gil(kNever);
  const GilHold held(&gil);
  {
    const GilRelease released(&gil);
    Taker other(gil);
    other.join();
    EXPECT_TRUE(other.had_it());
  }
  Taker other(gil);
  for (int i = 0; i < 1000; ++i) EXPECT_FALSE(other.had_it());
  const GilRelease at_last(&gil);
  other.join();
}

TEST(GilHold, OfNoLockDoesNothing) {
  const GilHold held(nullptr);
  const GilRelease released(nullptr);
}

}  // namespace
}  // namespace lab
