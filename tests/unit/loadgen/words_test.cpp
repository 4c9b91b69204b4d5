// Numbers and figures as the reports write them.
#include "loadgen/report/words.hpp"

#include <gtest/gtest.h>

namespace lab {
namespace {

using namespace std::chrono_literals;

TEST(Words, WriteCountsWithThousands) {
  EXPECT_EQ(count_text(0), "0");
  EXPECT_EQ(count_text(999), "999");
  EXPECT_EQ(count_text(1'234'567), "1,234,567");
}

TEST(Words, WriteFiguresWithTheirDoubts) {
  EXPECT_EQ(figure_text(std::nullopt), "n/a");
  EXPECT_EQ(figure_text(Figure{1500ms, Bound::kExact, Support::kEnough}), "1.50s");
  EXPECT_EQ(figure_text(Figure{1500ms, Bound::kAtLeast, Support::kFew}), ">=1.50s*");
}

TEST(Words, WriteNoRateAsSuch) { EXPECT_EQ(rate_text(std::nullopt), "n/a"); }

TEST(Words, Count) {
  EXPECT_EQ(plural(1, "thread"), "1 thread");
  EXPECT_EQ(plural(1000, "thread"), "1,000 threads");
}

TEST(Words, ShortenWhatIsTooLong) {
  EXPECT_EQ(shortened("/hello", 6), "/hello");
  EXPECT_EQ(shortened("/hello/world", 8), "/hell...");
}

}  // namespace
}  // namespace lab
