// Advice in words: text, JSON and HTML.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "loadgen/report/advise_json.hpp"
#include "loadgen/report/advise_text.hpp"
#include "loadgen/report/advise_words.hpp"
#include "loadgen/report/html/advise_html.hpp"

namespace lab {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::HasSubstr;
using testing::Le;
using testing::Not;

Advice advice_for(std::string_view work, std::optional<Rate> rate = std::nullopt) {
  Situation situation;
  situation.cores = 2;
  situation.rate = rate;
  return advise(*read_pipeline(work), situation, {"async", "hybrid", "thread"});
}

AdviceCheck check_of(const Advice& advice, std::vector<std::vector<double>> goods) {
  Comparison comparison;
  comparison.cores = 2;
  comparison.rounds_wanted = 2;
  comparison.duration = 2s;
  comparison.rows = {{workload_of(advice), {}}};
  for (const auto& rounds : goods) {
    CellRounds cell;
    for (const auto good : rounds) {
      CellFacts facts;
      facts.load.good = good;
      facts.load.latency[Stat::kMean] = Figure{50ms, Bound::kAtLeast, Support::kEnough};
      facts.use = ServerUse{0.1, 40us, std::nullopt, 1 << 20, 1};
      cell.rounds.push_back(facts);
    }
    comparison.rows.front().cells.push_back(std::move(cell));
  }
  return check_advice(advice, comparison, 0.23);
}

void expect_80_columns(const std::string& text) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) EXPECT_THAT(line.size(), Le(80u)) << line;
}

/// Without its line breaks and indents, which depend on the words.
std::string unwrapped(std::string_view text) {
  std::string line;
  for (const char c : text) {
    const char next = c == '\n' ? ' ' : c;
    if (next != ' ' || line.empty() || line.back() != ' ') line += next;
  }
  return line;
}

TEST(AdviceText, NamesTheModelAndWhyAndWhatTheRuleIsWorth) {
  const auto text = advice_text(advice_for("io:45,block:5"));
  EXPECT_THAT(text, HasSubstr("io:45,block:5 for 200 clients"));
  EXPECT_THAT(text, HasSubstr("Use:     thread (server --model thread)"));
  EXPECT_THAT(text, HasSubstr("1 / 5.025 ms ="));
  EXPECT_THAT(text, HasSubstr("\"I/O-heavy: async\". It is wrong here: async serves 199/s"));
  EXPECT_THAT(text, HasSubstr("With 20 connections: hybrid"));
  expect_80_columns(text);
}

TEST(AdviceText, TellsTheRuleOfATieWithAllItsParts) {
  const auto closed = unwrapped(advice_text(advice_for("io:40,cpu:2")));
  EXPECT_THAT(closed, HasSubstr("ties with it (within 10 % of the highest throughput);"));
  const auto open = unwrapped(advice_text(advice_for("io:40,cpu:2", Rate{200})));
  EXPECT_THAT(open, HasSubstr("tie with it (within 10 % of the highest throughput, and 25 % of the "
                              "lowest mean latency);"));
}

TEST(AdviceText, OfARateThatNobodyKeepsUpWithComparesNoLatencies) {
  const auto text = unwrapped(advice_text(advice_for("io:40,cpu:2", Rate{3000})));
  EXPECT_THAT(text, AllOf(HasSubstr("(within 10 % of the highest throughput);"),
                          Not(HasSubstr("lowest mean latency"))));
}

TEST(AdviceText, MarksWhatHttpDecides) {
  const auto text = advice_text(advice_for("io:0"));
  EXPECT_THAT(unwrapped(text),
              AllOf(HasSubstr("~40,000/s"), HasSubstr("within what HTTP itself costs"),
                    HasSubstr("no line for a request that asks for nothing")));
  expect_80_columns(text);
}

TEST(AdviceText, OfARateSaysWhereTheQueueGrows) {
  const auto text = advice_text(advice_for("block:5", Rate{250}));
  EXPECT_THAT(text, AllOf(HasSubstr("at 250/s over 200 connections"), HasSubstr("grows")));
  expect_80_columns(text);
}

TEST(AdviceText, ShowsPredictedBesideMeasured) {
  const auto advice = advice_for("io:45,block:5");
  const auto text =
      advice_check_text(advice, check_of(advice, {{200, 202}, {400, 390}, {3900, 4000}}));
  EXPECT_THAT(text, HasSubstr("3,998/s    3,950/s"));
  EXPECT_THAT(text, HasSubstr("-1.2%"));
  EXPECT_THAT(text, HasSubstr(">=50.0ms"));
  EXPECT_THAT(text, HasSubstr("The advice came true: thread wins."));
  EXPECT_THAT(text, HasSubstr("rule of thumb: async loses"));
  EXPECT_THAT(text, HasSubstr("(25.0us were assumed)"));
  EXPECT_THAT(text, HasSubstr("other programs took 23% of the machine"));
  expect_80_columns(text);
}

TEST(AdviceText, OfACheckThatWasCutShortClaimsNothing) {
  const auto advice = advice_for("io:45,block:5");
  const auto text = advice_check_text(advice, check_of(advice, {{200}, {}, {}}));
  EXPECT_THAT(text, AllOf(HasSubstr("Cut short: 0 of 2 rounds"), HasSubstr("is not known")));
  EXPECT_THAT(text, Not(HasSubstr("came true: ")));
}

TEST(AdviceJson, HoldsPredictedAndMeasured) {
  const auto advice = advice_for("io:45,block:5");
  const auto bare = advice_json(advice, nullptr);
  EXPECT_TRUE(bare.at("check").is_null());
  EXPECT_EQ(bare.at("advised"), "thread");
  EXPECT_TRUE(bare.at_pointer("/servers/0/measured").is_null());
  EXPECT_EQ(bare.at_pointer("/rule_of_thumb/standing"), "worse");
  const auto check = check_of(advice, {{200, 202}, {400, 390}, {3900, 4000}});
  const auto full = advice_json(advice, &check);
  EXPECT_EQ(full.at_pointer("/check/advised"), "wins");
  EXPECT_EQ(full.at_pointer("/check/rule_of_thumb"), "loses");
  EXPECT_EQ(full.at_pointer("/servers/2/measured/good_per_s").to_number<double>(), 3950);
}

TEST(AdviceHtml, SaysTheSameInTheSameWords) {
  const auto advice = advice_for("io:45,block:5");
  const auto check = check_of(advice, {{200, 202}, {400, 390}, {3900, 4000}});
  const auto html = advise_html(advice, &check, {{"", "Linux 6.1.0 x86_64", 2}, "1.0.0", {}});
  for (const auto& sentence : {advice_sentence(advice), reason_sentence(advice),
                               rule_sentence(advice), match_sentence(advice, check)})
    EXPECT_THAT(html, HasSubstr(escaped(sentence)));
  for (const auto& outlook : advice.outlooks) {
    const auto words = words_of(outlook);
    for (const auto& word : {words.predicted, words.mean, words.p99, words.memory, words.limit})
      EXPECT_THAT(html, HasSubstr(">" + escaped(word) + "</td>"));
  }
  EXPECT_THAT(html, HasSubstr("\"name\":\"measured\""));
  EXPECT_THAT(advise_html(advice, nullptr, {}), Not(HasSubstr("\"name\":\"measured\"")));
}

}  // namespace
}  // namespace lab
