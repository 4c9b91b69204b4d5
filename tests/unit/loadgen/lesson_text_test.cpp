// Lessons on the terminal, as text.
#include "loadgen/report/lesson_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "loadgen/report/lesson_words.hpp"
#include "tests/unit/loadgen/sample_lessons.hpp"

namespace lab {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

LessonFacts sample(std::vector<double> values) {
  return sample_lesson(sample_check(Claim::kNear, 4000, 0.15), values);
}

std::string result_text(const LessonFacts& facts) {
  return lesson_result_text(facts, judge(facts));
}

TEST(LessonWords, WriteEachUnitAsPeopleDo) {
  EXPECT_EQ(quantity_text(3954, Unit::kPerSecond), "3,954/s");
  EXPECT_EQ(quantity_text(0.0498, Unit::kTime), "49.8ms");
  EXPECT_EQ(quantity_text(-0.0005, Unit::kTime), "-500us");
  EXPECT_EQ(quantity_text(2662, Unit::kBytes), "2.6 KiB");
  EXPECT_EQ(quantity_text(36, Unit::kCount), "36");
  EXPECT_EQ(quantity_text(0.5, Unit::kCount), "0.5");
  EXPECT_EQ(quantity_text(0.612, Unit::kShare), "61.2%");
  EXPECT_EQ(quantity_text(1.0014, Unit::kTimes), "1.001x");
  EXPECT_EQ(quantity_text(19.83, Unit::kTimes), "19.8x");
  EXPECT_EQ(quantity_text(std::nullopt, Unit::kTime), "n/a");
}

TEST(LessonWords, LeaveUnitsOutOfIntervalsWhereTheyAreAllTheSame) {
  EXPECT_EQ(interval_text(Interval{3901, 4012}, Unit::kPerSecond), "3,901 - 4,012");
  EXPECT_EQ(interval_text(Interval{0.998, 1.003}, Unit::kTimes), "0.998 - 1.003");
  EXPECT_EQ(interval_text(Interval{0.4, 1.2}, Unit::kTime), "400ms - 1.20s");
  EXPECT_EQ(interval_text(std::nullopt, Unit::kTime), "-");
}

TEST(LessonText, SaysBeforehandWhatWillBeRunAndWhatIsPredicted) {
  const auto text = lesson_plan_text(sample({}), 12s);
  EXPECT_THAT(text, AllOf(HasSubstr("sample\n  Samples are enough.\n"), HasSubstr("about 12s"),
                          HasSubstr("server --model async"),
                          HasSubstr("10 connections ask for /hello, for 1s")));
  EXPECT_THAT(text, HasSubstr("- server: good replies 4,000/s, within 15 %: as the test wants it"));
}

TEST(LessonText, PutsThePredictionBesideWhatWasMeasured) {
  const auto text = result_text(sample({3950, 4000, 4020, 3990, 4010}));
  EXPECT_THAT(text, HasSubstr("server: good replies                4,000/s   4,000/s"));
  EXPECT_THAT(text, HasSubstr("   yes\n"));
  EXPECT_THAT(text, AllOf(HasSubstr("Verdict: confirmed."), HasSubstr("Why:     Because")));
}

TEST(LessonText, SaysWhyAVerdictIsNotConfirmed) {
  EXPECT_THAT(result_text(sample({100, 101, 102})),
              AllOf(HasSubstr("    NO\n"), HasSubstr("refuted: server: good replies: the whole")));
}

TEST(LessonText, SaysWhatOneRoundDoesNotTell) {
  const auto text = result_text(sample({4000}));
  EXPECT_THAT(text, AllOf(HasSubstr("     -\n"), HasSubstr("One round shows strong effects")));
}

TEST(LessonText, SaysThatItWasCutShort) {
  auto facts = sample({4000, 4000});
  facts.rounds_wanted = 5;
  EXPECT_THAT(result_text(facts), HasSubstr("Cut short: 2 of 5 rounds are whole."));
}

TEST(LessonText, GivesIntervalsInPerCentOfPredictionsThatDiffer) {
  auto facts = sample({10, 101, 1010});
  facts.checks[0].predicted = {10, 100, 1000};
  EXPECT_THAT(result_text(facts), AllOf(HasSubstr("% - "), HasSubstr("in per cent of it")));
}

TEST(LessonText, TellsOfRoundsThatWereLeftOut) {
  auto facts = sample({4000, 4000, 4000, 9000});
  facts.rounds[3][0].doubt = "loadgen was the limit";
  EXPECT_THAT(result_text(facts),
              HasSubstr("server: 1 of 4 rounds left out (loadgen was the limit)."));
}

TEST(LessonText, KeepsTheLinesOfLongNamesInTheirColumns) {
  auto facts = sample({4000, 4000});
  facts.checks[0].what = "async, no blockers over thread, half blocked: victims' p99 latency";
  const auto text = result_text(facts);
  for (std::size_t start = 0; start < text.size();) {
    const auto end = text.find('\n', start);
    EXPECT_LE(end - start, 80u) << text.substr(start, end - start);
    start = end + 1;
  }
  EXPECT_THAT(text, HasSubstr("  async, no blockers over\n    thread, half blocked: victims'\n"));
}

TEST(WorkshopText, ShowsTheRulesForWhichSomethingWasMeasured) {
  Workshop workshop;
  workshop.lessons = {sample({4000, 4000}), sample({4000, 4000})};
  workshop.lessons[0].text.id = "io-bound";
  workshop.lessons[0].testimonies = {{Work::kIoHeavy, 0}};
  const std::vector summaries{judge(workshop.lessons[0]), judge(workshop.lessons[1])};
  const auto text = workshop_text(workshop, summaries);
  EXPECT_THAT(text, AllOf(HasSubstr("io-bound         confirmed."), HasSubstr("I/O-heavy"),
                          HasSubstr("server: good replies: 4,000/s; confirmed")));
  EXPECT_THAT(text, Not(HasSubstr("CPU-heavy"))) << "none of its lessons was run";
}

TEST(DecisionRule, SaysOfEveryKindOfWorkWhereItDoesNotHold) {
  for (const auto& rule : decision_rule()) EXPECT_FALSE(rule.in_cpp.empty()) << rule.name;
}

}  // namespace
}  // namespace lab
