// A sweep as HTML and JSON.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "loadgen/report/html/sweep_html.hpp"
#include "loadgen/report/sweep_json.hpp"
#include "loadgen/report/sweep_words.hpp"
#include "tests/unit/loadgen/sample_sweep.hpp"

namespace lab {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

std::string html_of(const Sweep& sweep) {
  return sweep_html(sweep, summaries_of(sweep), {{"", "Linux 6.1.0 x86_64", 2}, "1.0.0", {}});
}

boost::json::value json_of(const Sweep& sweep) {
  return sweep_json(sweep, summaries_of(sweep), {"", "Linux 6.1.0 x86_64", 2});
}

TEST(SweepHtml, ShowsEveryFigureInTheWordsOfTheTerminal) {
  const auto sweep = lawful(3);
  const auto html = html_of(sweep);
  const auto summaries = summaries_of(sweep);
  for (const auto& row : summaries[0].rows) {
    const auto words = words_of(row);
    for (const auto& word : {words.good, words.interval, words.mean, words.p99, words.predicted})
      EXPECT_THAT(html, HasSubstr(">" + escaped(word) + "</td>"));
  }
}

TEST(SweepHtml, DrawsPointsLawPredictionKneeAndPeak) {
  const auto html = html_of(lawful(3));
  EXPECT_THAT(html,
              AllOf(HasSubstr("\"name\":\"measured\""), HasSubstr("\"name\":\"scalability law\""),
                    HasSubstr("\"name\":\"predicted\""), HasSubstr("\"said\":\"knee "),
                    HasSubstr("\"said\":\"peak of the law ")));
  EXPECT_THAT(html, HasSubstr("\"x_logarithmic\":true"));
}

TEST(SweepHtml, DrawsOfAPredictionWhatIsNearTheMeasuredPoints) {
  const auto html = html_of(lawful(3));  // 12,800/s are predicted, 1,054/s were measured
  EXPECT_THAT(html, HasSubstr("\"1,270/s\""));
  EXPECT_THAT(html, Not(HasSubstr("\"12,800/s\"")));
}

TEST(SweepHtml, DrawsNoPeakThatIsNotTold) {
  const auto html = html_of(lawful(1));
  EXPECT_THAT(html, Not(HasSubstr("peak of the law")));
  EXPECT_THAT(html, HasSubstr("No peak is told: one round"));
}

TEST(SweepHtml, PutsSeveralServersSideBySide) {
  auto sweep = lawful(3);
  EXPECT_THAT(html_of(sweep), Not(HasSubstr("The servers side by side")));
  sweep.servers.push_back(sweep.servers[0]);
  EXPECT_THAT(html_of(sweep), HasSubstr("The servers side by side"));
}

TEST(SweepHtml, EscapesWhatWasAskedFor) {
  auto sweep = lawful(1);
  sweep.title = sweep.servers[0].name = "</script><b>x";
  EXPECT_THAT(html_of(sweep), Not(HasSubstr("<b>x")));
}

TEST(SweepJson, HoldsEveryRoundOfEveryStep) {
  auto sweep = lawful(3);
  sweep.servers[0].rounds[2][1].reset();
  const auto json = json_of(sweep);
  const auto& steps = json.at_pointer("/servers/0/steps").as_array();
  ASSERT_EQ(steps.size(), 8u);
  for (const auto& step : steps) EXPECT_EQ(step.at("rounds").as_array().size(), 3u);
  EXPECT_TRUE(steps[1].at("rounds").as_array()[2].is_null());
  EXPECT_EQ(json.at("whole_rounds"), 2);
}

TEST(SweepJson, HoldsTheLawAndItsPeakWithIntervals) {
  const auto json = json_of(lawful(3));
  const auto number = [&](const std::string& pointer) {
    return json.at_pointer("/servers/0/scalability" + pointer).to_number<double>();
  };
  EXPECT_NEAR(number("/law/gamma/value"), 100, 3);
  EXPECT_LT(number("/peak/clients/interval/0"), number("/peak/clients/interval/1"));
  EXPECT_TRUE(json.at_pointer("/servers/0/scalability/refused").is_null());
}

TEST(SweepJson, SaysWhyThereIsNoPeak) {
  const auto json = json_of(lawful(1));
  EXPECT_TRUE(json.at_pointer("/servers/0/scalability/peak").is_null());
  EXPECT_EQ(json.at_pointer("/servers/0/scalability/refused"), "one_round");
  EXPECT_TRUE(json_of(one_loop(2)).at_pointer("/servers/0/scalability").is_null());
}

}  // namespace
}  // namespace lab
