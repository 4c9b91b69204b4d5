// Words and lines.
#include "client/text.hpp"

#include <gtest/gtest.h>

namespace lab {
namespace {

TEST(Text, CountsAndShortens) {
  EXPECT_EQ(plural(1, "request"), "1 request");
  EXPECT_EQ(plural(0, "request"), "0 requests");
  EXPECT_EQ(shortened("abcdef", 6), "abcdef");
  EXPECT_EQ(shortened("abcdefg", 6), "abc...");
  EXPECT_EQ(status_text(503), "503 Service Unavailable");
  EXPECT_EQ(status_text(299), "299");
}

TEST(Wrapped, BreaksAtBlanks) {
  EXPECT_EQ(wrapped("one two three", 20), "one two three\n");
  EXPECT_EQ(wrapped("one two three", 13), "one two three\n");
  EXPECT_EQ(wrapped("one two three", 12), "one two\nthree\n");
  EXPECT_EQ(wrapped("one two three", 7, 2), "one two\n  three\n");
}

TEST(Wrapped, CutsAWordThatIsLongerThanALine) {
  EXPECT_EQ(wrapped("abcdefghij k", 4), "abcd\nefgh\nij k\n");
  EXPECT_EQ(wrapped("x abcdefg", 5, 2), "x abc\n  def\n  g\n");
}

TEST(Wrapped, CountsNoColumnsForColours) {
  EXPECT_EQ(wrapped("\033[1mAA\033[0m two", 6), "\033[1mAA\033[0m two\n");
  EXPECT_EQ(wrapped("\033[1mAA\033[0m two", 5), "\033[1mAA\033[0m\ntwo\n");
}

}  // namespace
}  // namespace lab
