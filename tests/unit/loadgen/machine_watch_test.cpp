// The machine is watched inside the window alone.
#include "loadgen/engine/machine_watch.hpp"

#include <gtest/gtest.h>

namespace lab {
namespace {

using namespace std::chrono_literals;

constexpr TimePoint kOpening{100s};

MachineWatch watch_of(Window window) {
  MachineWatch watch;
  watch.begin(window);
  return watch;
}

TEST(MachineWatch, TellsNothingOfLooksOutsideTheWindow) {
  auto watch = watch_of({kOpening, kOpening + 1s});
  watch.look(kOpening - 1s);
  watch.look(kOpening + 100ms);
  watch.look(kOpening + 2s);
  EXPECT_FALSE(watch.facts());
}

TEST(MachineWatch, TellsWhatLiesBetweenTheFirstLookAndTheLast) {
  auto watch = watch_of({kOpening, kOpening + 1s});
  watch.look(kOpening + 100ms);
  watch.look(kOpening + 900ms);
  const auto facts = watch.facts();
  ASSERT_TRUE(facts);
  EXPECT_GE(facts->cores, 1);
}

TEST(MachineWatch, TellsNothingOfTooShortATime) {
  auto watch = watch_of({kOpening, kOpening + 1s});
  watch.look(kOpening);
  watch.look(kOpening + 200ms);
  EXPECT_FALSE(watch.facts());
}

}  // namespace
}  // namespace lab
