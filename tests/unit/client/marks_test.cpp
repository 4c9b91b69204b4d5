// Threads keep their letter and colour, whatever the order of their replies.
#include "client/marks.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "tests/unit/client/sample_requests.hpp"

namespace lab {
namespace {

using namespace std::chrono_literals;

TEST(Marks, FollowTheOrderOfWorkersNotOfReplies) {
  auto all = steps();
  std::reverse(all.begin(), all.end());
  const Marks marks(all);
  EXPECT_EQ(marks.answerers(), (std::vector<Answerer>{{0, 61, 61}, {1, 62, 62}}));
  EXPECT_EQ(marks.of(Answerer{0, 61, 61}).letter, 'A');
  EXPECT_EQ(marks.of(Answerer{1, 62, 62}).letter, 'B');
  EXPECT_NE(marks.of(Answerer{0, 61, 61}).solid, marks.of(Answerer{1, 62, 62}).solid);
}

TEST(Marks, UnknownAnswererHasNoColour) {
  const auto mark = Marks({refused(1ms, 500)}).of(std::nullopt);
  EXPECT_EQ(mark.letter, '#');
  EXPECT_TRUE(mark.ink.empty());
}

TEST(Marks, RepeatOnlyWhenTheyMust) {
  std::vector<RequestFacts> all;
  all.reserve(200);
  for (int tid = 0; tid < 200; ++tid) all.push_back(answered(1ms, 1ms, {0, 1, tid}));
  const Marks marks(all);
  std::set<char> letters;
  for (int tid = 0; tid < 51; ++tid) letters.insert(marks.of(Answerer{0, 1, tid}).letter);
  EXPECT_EQ(letters.size(), 51U);
  EXPECT_FALSE(letters.contains('x'));
  EXPECT_EQ(marks.of(Answerer{0, 1, 51}).letter, 'A');
}

TEST(Painted, IsBareWithoutColours) {
  EXPECT_EQ(painted("text", kAlarm, Colours::kNone), "text");
  EXPECT_EQ(painted("text", "", Colours::kAnsi), "text");
  EXPECT_EQ(painted("text", kAlarm, Colours::kAnsi), "\033[1;31mtext\033[0m");
}

}  // namespace
}  // namespace lab
