// The command line of `loadgen lesson`.
#include "loadgen/commands/lesson_options.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "loadgen/lessons/lessons.hpp"

namespace lab {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

LessonOptions lesson_options(const std::vector<std::string>& arguments) {
  const auto parsed = parse_lesson_options(arguments, 77);
  EXPECT_TRUE(parsed) << parsed.error().text;
  return parsed ? *parsed : LessonOptions{};
}

std::string lesson_refusal(const std::vector<std::string>& arguments) {
  const auto parsed = parse_lesson_options(arguments, 77);
  EXPECT_FALSE(parsed);
  return parsed ? "" : parsed.error().text;
}

TEST(LessonOptions, TakeNamesAndKeepTheOrderOfTheTable) {
  const auto options = lesson_options({"victims", "io-bound"});
  ASSERT_EQ(options.lessons.size(), 2u);
  EXPECT_EQ(options.lessons[0]->text.id, "io-bound");
  EXPECT_EQ(options.lessons[1]->text.id, "victims");
  EXPECT_EQ(options.rounds, 5u);
  EXPECT_EQ(options.seed, 77u);
}

TEST(LessonOptions, AllNamesEveryLessonOfTheTable) {
  EXPECT_EQ(lesson_options({"all"}).lessons.size(), lessons().size());
}

TEST(LessonOptions, QuickIsOneRound) {
  EXPECT_EQ(lesson_options({"all", "--quick"}).rounds, 1u);
  EXPECT_EQ(lesson_options({"all", "--rounds", "7", "--seed", "5"}).rounds, 7u);
  EXPECT_THAT(lesson_refusal({"all", "--quick", "--rounds", "5"}),
              HasSubstr("--quick is one round"));
}

TEST(LessonOptions, ListStandsAlone) {
  EXPECT_TRUE(lesson_options({"list"}).list);
  EXPECT_THAT(lesson_refusal({"list", "io-bound"}), HasSubstr("stand alone"));
  EXPECT_THAT(lesson_refusal({"all", "io-bound"}), HasSubstr("stand alone"));
}

TEST(LessonOptions, RefuseWhatIsNoLessonAndNameThoseThatAre) {
  EXPECT_THAT(lesson_refusal({"iobound"}),
              testing::AllOf(HasSubstr("'iobound'"), HasSubstr("io-bound"), HasSubstr("victims")));
  EXPECT_THAT(lesson_refusal({}), HasSubstr("LESSON is missing"));
  EXPECT_THAT(lesson_refusal({"all", "--rounds", "0"}), HasSubstr("--rounds"));
}

TEST(LessonOptions, NameTheUnknownFlagAndNotTheWordBehindIt) {
  EXPECT_THAT(lesson_refusal({"--ronds", "3", "io-bound"}),
              StartsWith("'--ronds' is not expected"));
  EXPECT_THAT(lesson_refusal({"io-bound", "--ronds=3"}), StartsWith("'--ronds=3' is not expected"));
  EXPECT_THAT(lesson_refusal({"-x", "nope"}), StartsWith("'-x' is not expected"));
}

TEST(LessonOptions, HelpSaysHowItIsUsed) {
  EXPECT_THAT(lesson_options({"--help"}).help, StartsWith("Predicts, measures and judges"));
}

}  // namespace
}  // namespace lab
