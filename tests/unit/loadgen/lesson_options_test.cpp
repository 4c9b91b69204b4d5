// The command line of `loadgen lesson`.
#include "loadgen/commands/lesson_options.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "loadgen/lessons/lessons.hpp"

namespace lab {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

LessonOptions options_of(const std::vector<std::string>& arguments) {
  const auto parsed = parse_lesson_options(arguments, 77);
  EXPECT_TRUE(parsed) << parsed.error().text;
  return parsed ? *parsed : LessonOptions{};
}

std::string refusal(const std::vector<std::string>& arguments) {
  const auto parsed = parse_lesson_options(arguments, 77);
  EXPECT_FALSE(parsed);
  return parsed ? "" : parsed.error().text;
}

TEST(LessonOptions, TakeNamesAndKeepTheOrderOfTheTable) {
  const auto options = options_of({"victims", "io-bound"});
  ASSERT_EQ(options.lessons.size(), 2u);
  EXPECT_EQ(options.lessons[0]->text.id, "io-bound");
  EXPECT_EQ(options.lessons[1]->text.id, "victims");
  EXPECT_EQ(options.rounds, 5u);
  EXPECT_EQ(options.seed, 77u);
}

TEST(LessonOptions, AllNamesEveryLessonOfTheTable) {
  EXPECT_EQ(options_of({"all"}).lessons.size(), lessons().size());
}

TEST(LessonOptions, QuickIsOneRound) {
  EXPECT_EQ(options_of({"all", "--quick"}).rounds, 1u);
  EXPECT_EQ(options_of({"all", "--rounds", "7", "--seed", "5"}).rounds, 7u);
  EXPECT_THAT(refusal({"all", "--quick", "--rounds", "5"}), HasSubstr("--quick is one round"));
}

TEST(LessonOptions, ListStandsAlone) {
  EXPECT_TRUE(options_of({"list"}).list);
  EXPECT_THAT(refusal({"list", "io-bound"}), HasSubstr("stand alone"));
  EXPECT_THAT(refusal({"all", "io-bound"}), HasSubstr("stand alone"));
}

TEST(LessonOptions, RefuseWhatIsNoLessonAndNameThoseThatAre) {
  EXPECT_THAT(refusal({"iobound"}),
              testing::AllOf(HasSubstr("'iobound'"), HasSubstr("io-bound"), HasSubstr("victims")));
  EXPECT_THAT(refusal({}), HasSubstr("LESSON is missing"));
  EXPECT_THAT(refusal({"all", "--rounds", "0"}), HasSubstr("--rounds"));
}

TEST(LessonOptions, NameTheUnknownFlagAndNotTheWordBehindIt) {
  EXPECT_THAT(refusal({"--ronds", "3", "io-bound"}), StartsWith("'--ronds' is not expected"));
  EXPECT_THAT(refusal({"io-bound", "--ronds=3"}), StartsWith("'--ronds=3' is not expected"));
  EXPECT_THAT(refusal({"-x", "nope"}), StartsWith("'-x' is not expected"));
}

TEST(LessonOptions, HelpSaysHowItIsUsed) {
  EXPECT_THAT(options_of({"--help"}).help, StartsWith("Predicts, measures and judges"));
}

}  // namespace
}  // namespace lab
