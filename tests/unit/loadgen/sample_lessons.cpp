// Facts without a server.
#include "tests/unit/loadgen/sample_lessons.hpp"

namespace lab {
namespace {

constexpr LessonText kText{"sample", "Samples are enough.", "Because they are chosen so."};

Readings reading_of(Quantity quantity, double value) {
  Readings readings;
  readings.set(quantity, value);
  return readings;
}

}  // namespace

Check sample_check(Claim claim, double predicted, double tolerance, Effect effect) {
  Check check;
  check.what = "server: good replies";
  check.formula = "as the test wants it";
  check.measure = {.of = {0, Quantity::kGood}};
  check.unit = Unit::kPerSecond;
  check.claim = claim;
  check.predicted = {predicted};
  check.tolerance = tolerance;
  check.effect = effect;
  return check;
}

LessonFacts sample_lesson(const Check& check, const std::vector<double>& values) {
  LessonFacts facts;
  facts.text = kText;
  facts.arms = {{"server", {"--model", "async"}, "10 connections ask for /hello, for 1s"}};
  facts.checks = {check};
  facts.rounds_wanted = values.size();
  for (const auto value : values) facts.rounds.push_back({reading_of(Quantity::kGood, value)});
  return facts;
}

LessonFacts sample_pairs(double predicted, double tolerance, const std::vector<double>& one,
                         const std::vector<double>& two) {
  LessonFacts facts;
  facts.text = kText;
  facts.arms = {{"one", {}, ""}, {"two", {}, ""}};
  auto check = sample_check(Claim::kNear, predicted, tolerance);
  check.measure = {.of = {1, Quantity::kMean}, .per = Term{0, Quantity::kMean}};
  check.unit = Unit::kTimes;
  facts.checks = {check};
  facts.rounds_wanted = one.size();
  for (std::size_t r = 0; r < one.size(); ++r) {
    facts.rounds.push_back(
        {reading_of(Quantity::kMean, one[r]), reading_of(Quantity::kMean, two[r])});
  }
  return facts;
}

}  // namespace lab
