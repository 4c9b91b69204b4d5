// Lessons as JSON: every check, arm and reading, as the schema describes it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <boost/json/value.hpp>
#include <cstdio>
#include <cstdlib>
#include <limits>

#include "common/json_file.hpp"
#include "loadgen/report/lesson_json.hpp"
#include "tests/unit/loadgen/sample_workshop.hpp"

namespace lab {
namespace {

namespace json = boost::json;

json::value json_of(const SampleWorkshop& sample) {
  return lesson_json(sample.workshop, sample.summaries);
}

TEST(LessonJson, HoldsEveryCheckWithItsPredictionAndItsRounds) {
  const auto sample = sample_workshop();
  const auto report = json_of(sample);
  for (std::size_t l = 0; l < sample.workshop.lessons.size(); ++l) {
    const auto& facts = sample.workshop.lessons[l];
    const auto& lesson = report.at("lessons").as_array().at(l);
    EXPECT_EQ(lesson.at("arms").as_array().size(), facts.arms.size());
    EXPECT_EQ(lesson.at("rounds").as_array().size(), facts.rounds.size());
    ASSERT_EQ(lesson.at("checks").as_array().size(), facts.checks.size());
    for (std::size_t i = 0; i < facts.checks.size(); ++i) {
      const auto& check = lesson.at("checks").as_array().at(i);
      EXPECT_EQ(std::string_view(check.at("what").as_string()), facts.checks[i].what);
      EXPECT_EQ(check.at("predicted").as_array().at(0), facts.checks[i].predicted[0]);
      EXPECT_EQ(check.at("measured").as_array().size(), facts.rounds.size());
    }
  }
}

TEST(LessonJson, TellsHowAValueComesOutOfTheReadings) {
  const auto report = json_of(sample_workshop());
  EXPECT_EQ(report.at_pointer("/lessons/0/checks/2/measure/of/arm"), 1);
  EXPECT_EQ(report.at_pointer("/lessons/0/checks/2/measure/per/quantity"), "good replies");
  EXPECT_EQ(report.at_pointer("/lessons/0/checks/2/claim"), "at_least");
  EXPECT_TRUE(report.at_pointer("/lessons/0/checks/2/tolerance").is_null());
  EXPECT_EQ(report.at_pointer("/lessons/0/checks/2/measured/0"), 3990.0 / 40);
  EXPECT_EQ(report.at_pointer("/lessons/0/rounds/2/arms/1/values/good replies"), 3970.0);
}

TEST(LessonJson, NumbersTheSeedsOfRounds) {
  const auto report = json_of(sample_workshop());
  EXPECT_EQ(report.at_pointer("/lessons/0/rounds/0/seed"), 7);
  EXPECT_EQ(report.at_pointer("/lessons/0/rounds/2/seed"), 9);
}

TEST(LessonJson, OfOneRoundHasNeitherIntervalNorVerdictOfAMeasuredEffect) {
  const auto report = json_of(sample_workshop());
  EXPECT_TRUE(report.at_pointer("/lessons/1/checks/0/summary/interval").is_null());
  EXPECT_TRUE(report.at_pointer("/lessons/1/checks/0/summary/verdict").is_null());
  EXPECT_EQ(report.at_pointer("/lessons/1/verdict"), "inconclusive");
}

TEST(LessonJson, SaysNullOfWhatIsNoNumber) {
  auto sample = sample_workshop();
  sample.workshop.lessons[0].rounds[0][0].set(Quantity::kGood, 0);
  sample.workshop.lessons[0].rounds[0][1].set(Quantity::kMax,
                                              std::numeric_limits<double>::infinity());
  const auto report = json_of(sample);
  EXPECT_TRUE(report.at_pointer("/lessons/0/checks/2/measured/0").is_null()) << "divided by zero";
  EXPECT_TRUE(report.at_pointer("/lessons/0/rounds/0/arms/1/values/longest latency").is_null());
}

TEST(LessonJson, IsWhatItsSchemaDescribes) {
  const auto path = testing::TempDir() + std::to_string(getpid()) + "_lesson_json_test.json";
  ASSERT_TRUE(write_text(path, pretty_json(json_of(sample_workshop("a \"name\"")))));
  const auto command = fmt::format(
      "/usr/bin/python3 {0}/tests/support/validate_json.py "
      "{0}/loadgen/report/lesson.schema.json < {1}",
      LAB_SOURCE_DIR, path);
  EXPECT_EQ(std::system(command.c_str()), 0);
  std::remove(path.c_str());
}

}  // namespace
}  // namespace lab
