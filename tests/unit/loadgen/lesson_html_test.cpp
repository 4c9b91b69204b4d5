// Lessons as HTML: everything is there, in the words of the terminal, and nothing can break out.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "loadgen/report/html/chart_figure.hpp"
#include "loadgen/report/html/lesson_html.hpp"
#include "loadgen/report/lesson_text.hpp"
#include "loadgen/report/lesson_words.hpp"
#include "tests/unit/loadgen/sample_workshop.hpp"

namespace lab {
namespace {

namespace json = boost::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

constexpr std::string_view kHostile = "</script><script>alert('1')</script>\"<!--&";

std::string html_of(const SampleWorkshop& sample) {
  return lesson_html(sample.workshop, sample.summaries);
}

/// The JSON of every chart in a page.
std::vector<json::value> data_of(const std::string& html) {
  constexpr std::string_view kBegin = "<script type=\"application/json\">";
  std::vector<json::value> blocks;
  for (auto at = html.find(kBegin); at != std::string::npos; at = html.find(kBegin, at + 1)) {
    const auto begin = at + kBegin.size();
    blocks.push_back(json::parse(html.substr(begin, html.find("</script>", begin) - begin)));
  }
  return blocks;
}

std::size_t count(std::string_view text, std::string_view what) {
  std::size_t times = 0;
  for (auto at = text.find(what); at != std::string_view::npos; at = text.find(what, at + 1))
    ++times;
  return times;
}

TEST(LessonHtml, HasASectionForEveryLessonAndALinkToIt) {
  const auto html = html_of(sample_workshop());
  for (const std::string id : {"verdicts", "rule", "lesson-io-bound", "lesson-crash", "about"}) {
    EXPECT_THAT(html, HasSubstr("<section id=\"" + id + "\""));
    EXPECT_THAT(html, HasSubstr("<li><a href=\"#" + id + "\">"));
  }
}

TEST(LessonHtml, ShowsEveryArmAndItsServer) {
  const auto sample = sample_workshop();
  const auto html = html_of(sample);
  for (const auto& lesson : sample.workshop.lessons) {
    for (const auto& arm : lesson.arms) {
      EXPECT_THAT(html, HasSubstr(escaped(arm.name)));
      EXPECT_THAT(html, HasSubstr(escaped(arm.load)));
    }
  }
  EXPECT_THAT(html, HasSubstr("<code>server --model process --chaos</code>"));
}

TEST(LessonHtml, ShowsEveryCheckInTheWordsOfTheTerminal) {
  const auto sample = sample_workshop();
  const auto html = html_of(sample);
  for (std::size_t l = 0; l < sample.summaries.size(); ++l) {
    const auto& facts = sample.workshop.lessons[l];
    const auto text = lesson_result_text(facts, sample.summaries[l]);
    for (std::size_t i = 0; i < facts.checks.size(); ++i) {
      const auto& check = facts.checks[i];
      const auto& found = sample.summaries[l].checks[i];
      for (const auto& word :
           {predicted_text(check, found.predicted), quantity_text(found.measured, check.unit),
            interval_text(found, check.unit)}) {
        EXPECT_THAT(text, HasSubstr(word));
        EXPECT_THAT(html, HasSubstr(escaped(word)));
      }
      EXPECT_THAT(html, HasSubstr(escaped(check.formula)));
      EXPECT_THAT(html, HasSubstr(tolerance_text(check)));
    }
  }
}

TEST(LessonHtml, TellsVerdictsByWordAndSignToo) {
  const auto html = html_of(sample_workshop());
  EXPECT_THAT(html, HasSubstr("✓</span> <span>confirmed</span>"));
  EXPECT_THAT(html, HasSubstr("?</span> <span>inconclusive</span>"));
  EXPECT_THAT(html, HasSubstr("not judged")) << "one round says nothing of a measured effect";
}

TEST(LessonHtml, ShowsTheRuleWithItsEvidence) {
  const auto html = html_of(sample_workshop());
  EXPECT_THAT(html, AllOf(HasSubstr("I/O-heavy → async"), HasSubstr("In C++: "),
                          HasSubstr("None of its lessons was run.")));
}

TEST(LessonHtml, SaysWhereItWasMeasuredAndHowToDoItAgain) {
  EXPECT_THAT(html_of(sample_workshop()),
              AllOf(HasSubstr("2 cores, A Processor, Linux 6.1.0 x86_64"),
                    HasSubstr("2023-11-14 22:13:20 UTC"),
                    HasSubstr("loadgen lesson io-bound crash --rounds 3 --seed 7")));
}

TEST(LessonHtml, EscapesWhatAServerSays) {
  const auto html = html_of(sample_workshop(std::string(kHostile)));
  EXPECT_THAT(html, Not(HasSubstr("<script>alert")));
  EXPECT_THAT(html, HasSubstr("&lt;script&gt;alert(&#39;1&#39;)"));
  EXPECT_THAT(html, Not(HasSubstr("<!--&"))) << "in the data it would swallow the page";
}

TEST(LessonHtml, HoldsDataThatIsJsonWhateverTheNames) {
  auto sample = sample_workshop(std::string(kHostile));
  sample.workshop.lessons[0].charts[0].bars[1].label = kHostile;
  const auto data = data_of(html_of(sample));
  ASSERT_THAT(data, SizeIs(3));
  EXPECT_EQ(std::string_view(data[0].at_pointer("/bars/1").as_string()), kHostile);
}

TEST(LessonHtml, FetchesNothing) {
  const auto html = html_of(sample_workshop());
  EXPECT_THAT(html, HasSubstr("default-src 'none'"));
  EXPECT_EQ(count(html, " src="), 0u);
  EXPECT_EQ(count(html, "<link"), 0u);
}

TEST(LessonHtml, OfALessonThatNeverBeganSaysSo) {
  auto sample = sample_workshop();
  auto& facts = sample.workshop.lessons[1];
  facts.rounds.clear();
  facts.broken = "no <server>";
  sample.summaries[1] = judge(facts);
  EXPECT_THAT(html_of(sample), AllOf(HasSubstr("no &lt;server&gt;"), HasSubstr("n/a"),
                                     HasSubstr("Cut short: 0 of 1 rounds are whole.")));
}

json::value chart_of(std::size_t lesson, std::size_t chart) {
  const auto sample = sample_workshop();
  const auto& facts = sample.workshop.lessons[lesson];
  return chart_json(chart_data(facts.charts[chart], facts, sample.summaries[lesson]));
}

TEST(ChartData, OfBarsPutsThePredictionBesideWhatWasMeasured) {
  const auto chart = chart_of(0, 0);
  EXPECT_EQ(chart.at("kind"), "bars");
  EXPECT_EQ(chart.at("logarithmic"), true);
  EXPECT_EQ(chart.at_pointer("/series/0/role"), "predicted");
  EXPECT_EQ(chart.at_pointer("/series/0/points/1/said"), "4,000/s");
  EXPECT_EQ(chart.at_pointer("/series/1/points/1/said"), "3,980/s");
  EXPECT_GT(chart.at_pointer("/series/1/points/1/high").as_double(),
            chart.at_pointer("/series/1/points/1/low").as_double());
}

TEST(ChartData, OfACurveGivesAFormulaTheGroupOfItsCurve) {
  const auto chart = chart_of(1, 0);
  EXPECT_EQ(chart.at_pointer("/series/0/role"), "measured");
  EXPECT_EQ(chart.at_pointer("/series/1/role"), "predicted");
  EXPECT_EQ(chart.at_pointer("/series/2/role"), "formula");
  EXPECT_EQ(chart.at_pointer("/series/2/group"), chart.at_pointer("/series/0/group"));
  EXPECT_NE(chart.at_pointer("/series/3/group"), chart.at_pointer("/series/0/group"));
}

TEST(LessonHtml, HasTheValuesOfEveryChartAsATableToo) {
  const auto html = html_of(sample_workshop());
  EXPECT_THAT(html, HasSubstr("<caption>Values of the chart: Good replies by load</caption>"));
  EXPECT_THAT(html, HasSubstr("<th scope=\"col\" class=\"words\">load</th>"));
  EXPECT_THAT(html, HasSubstr("<th scope=\"row\" class=\"words\">0.8</th>"));
  EXPECT_THAT(html, HasSubstr("<li>async: at 1.55s</li>"));
}

TEST(ChartData, OfATimelineMarksWhatHappened) {
  const auto chart = chart_of(1, 1);
  EXPECT_EQ(chart.at_pointer("/series/1/name"), "async");
  EXPECT_EQ(chart.at_pointer("/series/1/points").as_array().size(), 40u);
  EXPECT_EQ(chart.at_pointer("/events/1/x"), 1.55);
  EXPECT_EQ(chart.at_pointer("/events/1/said"), "async: at 1.55s");
}

}  // namespace
}  // namespace lab
