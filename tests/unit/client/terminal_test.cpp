// The choice of a width.
#include "client/terminal.hpp"

#include <gtest/gtest.h>

namespace lab {
namespace {

TEST(ChooseWidth, PrefersTheTerminalThenTheVariable) {
  EXPECT_EQ(choose_width(132, "60"), 132U);
  EXPECT_EQ(choose_width(0, "60"), 60U);
  EXPECT_EQ(choose_width(0, ""), 80U);
  EXPECT_EQ(choose_width(0, "wide"), 80U);
}

TEST(ChooseWidth, StaysWithinWhatCanBeDrawn) {
  EXPECT_EQ(choose_width(5, ""), 20U);
  EXPECT_EQ(choose_width(0, "0"), 20U);
  EXPECT_EQ(choose_width(0, "99999999"), 1000U);
}

}  // namespace
}  // namespace lab
