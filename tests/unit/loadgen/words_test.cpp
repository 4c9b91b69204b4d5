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

TEST(Words, WriteSharesInThreeDigits) {
  EXPECT_EQ(share_text(0.0005), "0.05%");
  EXPECT_EQ(share_text(0.0197), "1.97%");
  EXPECT_EQ(share_text(1), "100%");
}

TEST(Words, SayWhatAnExpectationWasHeldAgainst) {
  EXPECT_EQ(judged_text({"p99<1s", Figure{61ms}, Met::kYes}), "measured 61.0ms");
  EXPECT_EQ(judged_text({"errors<1%", ErrorShare{0.02}, Met::kNo}), "measured 2.00%");
  EXPECT_EQ(judged_text({"rate>1", Rate{4953}, Met::kYes}), "measured 4,953/s");
  EXPECT_EQ(judged_text({"p99<1s", std::monostate(), Met::kNo}), "nothing was measured");
  EXPECT_EQ(judged_text({"p99<1s", Figure{61ms, Bound::kAtLeast}, Met::kUnknown}),
            "only >=61.0ms is known (replies are missing)");
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

TEST(Words, WrapAtTheWidthOfAReport) {
  EXPECT_EQ(wrapped("note: ", "short"), "note: short\n");
  const auto lines = wrapped("note: ", std::string(70, 'x') + " " + std::string(90, 'y') + " z");
  EXPECT_EQ(lines,
            "note: " + std::string(70, 'x') + "\n      " + std::string(90, 'y') + "\n      z\n");
}

}  // namespace
}  // namespace lab
