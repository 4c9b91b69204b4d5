// The scale of the time axis is round, labelled in one unit, and fits.
#include "client/axis.hpp"

#include <gtest/gtest.h>

namespace lab {
namespace {

using namespace std::chrono_literals;

TEST(Axis, StepIsRoundAndLeavesRoomForLabels) {
  struct Case {
    Duration span;
    std::size_t cells;
    Duration step;
  };
  const Case table[] = {
      {400ms, 60, 100ms}, {400ms, 24, 200ms}, {1610ms, 60, 500ms}, {203ms, 60, 50ms},
      {1s, 80, 100ms},    {90s, 60, 20s},     {2820us, 60, 500us}, {7ns, 60, 1ns},
  };
  for (const auto& row : table) {
    EXPECT_EQ(Axis(row.span, row.cells).step(), row.step) << row.span.count() << " " << row.cells;
  }
}

TEST(Axis, LabelsStandAboveTheirMarks) {
  const Axis axis(400ms, 40);
  EXPECT_EQ(axis.labels(), "0         100ms     200ms     300ms");
  EXPECT_EQ(axis.ruler(), "|---------|---------|---------|---------");
}

TEST(Axis, LabelsShareOneUnitAndItsDecimals) {
  EXPECT_EQ(Axis(1610ms, 60).labels(),
            "0                  0.5s              1.0s               1.5s");
  EXPECT_EQ(Axis(90s, 50).labels(), "0          20s        40s        60s        80s");
  EXPECT_EQ(Axis(2500us, 30).labels(), "0           1ms         2ms");
}

TEST(Axis, LabelWithoutRoomIsLeftOut) {
  EXPECT_EQ(Axis(400ms, 10).labels(), "0");
  EXPECT_EQ(Axis(400ms, 10).ruler(), "|---------");
}

TEST(Axis, BoundariesAreTheNearest) {
  const Axis axis(100ms, 10);
  EXPECT_EQ(axis.boundary(0ms), 0U);
  EXPECT_EQ(axis.boundary(14ms), 1U);
  EXPECT_EQ(axis.boundary(16ms), 2U);
  EXPECT_EQ(axis.boundary(100ms), 10U);
  EXPECT_EQ(axis.boundary(200ms), 10U);
}

TEST(Axis, WithoutSpanStaysDrawable) {
  const Axis axis(0ms, 10);
  EXPECT_EQ(axis.boundary(0ms), 0U);
  EXPECT_EQ(axis.ruler().size(), 10U);
}

}  // namespace
}  // namespace lab
