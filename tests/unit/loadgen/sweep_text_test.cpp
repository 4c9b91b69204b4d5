// What a sweep looks like in a terminal, and what is said of it.
#include "loadgen/report/sweep_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "loadgen/report/plot_text.hpp"
#include "loadgen/report/sweep_sentences.hpp"
#include "loadgen/report/sweep_words.hpp"
#include "tests/unit/loadgen/lines_of.hpp"
#include "tests/unit/loadgen/sample_sweep.hpp"

namespace lab {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

std::string text_of(const Sweep& sweep, Glyphs glyphs = Glyphs::kAscii) {
  return sweep_text(sweep, summaries_of(sweep), glyphs);
}

/// Bytes that begin a character.
std::size_t columns(const std::string& line) {
  return static_cast<std::size_t>(
      std::count_if(line.begin(), line.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

// --- the chart ---

Plot diagonal() {
  return {.title = "Some line",
          .x_label = "load",
          .unit = Unit::kPerSecond,
          .ticks = {0, 5, 10},
          .series = {{"measured", PlotMark::kMeasured, {{0, 0}, {5, 50}, {10, 100}}}}};
}

TEST(PlotText, PutsPointsWhereTheyBelong) {
  const auto lines = lines_of(plot_text(diagonal(), 54, Glyphs::kAscii));
  EXPECT_EQ(lines[0], "  Some line");
  EXPECT_EQ(lines[1], "     100/s |" + std::string(40, ' ') + "o");
  EXPECT_EQ(lines[6], "    50.0/s |" + std::string(20, ' ') + "o");
  EXPECT_EQ(lines[11], "         0 |o");
  EXPECT_EQ(lines[12], "           +" + std::string(41, '-'));
  EXPECT_EQ(lines[13], "            0" + std::string(19, ' ') + "5" + std::string(18, ' ') + "10");
  EXPECT_EQ(lines[15], "            o measured");
}

TEST(PlotText, LeavesABlankBetweenTicksAndEndsWithTheAxis) {
  Plot plot = diagonal();
  plot.ticks.clear();
  for (int tick = 100; tick <= 1100; tick += 5) plot.ticks.push_back(tick);
  plot.series[0].points = {{100, 1}, {1100, 2}};
  EXPECT_THAT(plot_text(plot, 54, Glyphs::kAscii), HasSubstr("  100 "));
  plot.ticks = {100, 12345};
  plot.series[0].points = {{100, 1}, {12345, 2}};
  const auto lines = lines_of(plot_text(plot, 54, Glyphs::kAscii));
  EXPECT_EQ(lines[13], "            100" + std::string(33, ' ') + "12345");
}

TEST(PlotText, SpreadsALogarithmicAxisEvenlyInFactors) {
  Plot plot = diagonal();
  plot.x_scale = plot.y_scale = Scale::kLogarithmic;
  plot.series[0].points = {{1, 1}, {10, 10}, {100, 100}};
  const auto lines = lines_of(plot_text(plot, 54, Glyphs::kAscii));
  EXPECT_EQ(lines[6], "    10.0/s |" + std::string(20, ' ') + "o");
}

TEST(PlotText, DrawsPointsOverLinesAndMarksTheKnee) {
  Plot plot = diagonal();
  plot.series.push_back({"law", PlotMark::kLaw, {{0, 100}, {5, 50}, {6, 50}}});
  plot.at = 10;
  plot.at_name = "knee";
  const auto lines = lines_of(plot_text(plot, 54, Glyphs::kAscii));
  EXPECT_EQ(lines[6], "    50.0/s |" + std::string(20, ' ') + "o   ." + std::string(15, ' ') + ":");
  EXPECT_EQ(lines[1], "     100/s |." + std::string(39, ' ') + "o") << "over the knee, too";
  EXPECT_EQ(lines[15], "            o measured   . law   : knee");
}

TEST(PlotText, UsesUnicodeWhereItIsKnown) {
  const auto text = plot_text(diagonal(), 54, Glyphs::kUnicode);
  EXPECT_THAT(text, AllOf(HasSubstr("●"), HasSubstr("└─"), Not(HasSubstr("|"))));
}

TEST(PlotText, IsEmptyWithoutValues) {
  Plot plot = diagonal();
  plot.series[0].points.clear();
  EXPECT_EQ(plot_text(plot, 54, Glyphs::kAscii), "");
  plot.series[0].points = {{1, 0}};
  EXPECT_EQ(plot_text(plot, 54, Glyphs::kAscii), "") << "nothing above zero";
}

TEST(PlotText, DrawsASinglePoint) {
  Plot plot = diagonal();
  plot.series[0].points = {{3, 7}};
  EXPECT_THAT(plot_text(plot, 54, Glyphs::kAscii), HasSubstr("7.00/s |o\n"));
}

// --- the report ---

TEST(SweepText, HasARowALoadWithItsPrediction) {
  const auto text = text_of(two_workers(3));
  EXPECT_THAT(text, HasSubstr("127.0.0.1:8080: process, 2 workers on 2 cores\n"
                              " clients   good/s     95 % interval    mean     p50      p99   "
                              "pred/s  p.mean\n"
                              "       1     50.2       49.6 - 50.9  20.0ms  20.0ms   60.0ms     "
                              "50.0  20.0ms\n"));
  EXPECT_THAT(text, HasSubstr("       8      100"));
}

TEST(SweepText, FitsInto80Columns) {
  for (const auto& sweep : {two_workers(3), lawful(3), one_loop(1)}) {
    for (const auto glyphs : {Glyphs::kAscii, Glyphs::kUnicode}) {
      for (const auto& line : lines_of(text_of(sweep, glyphs)))
        EXPECT_LE(columns(line), 80u) << line;
    }
  }
}

TEST(SweepText, DrawsThroughputAndLatencyWithTheKnee) {
  const auto text = text_of(two_workers(3));
  EXPECT_THAT(text, AllOf(HasSubstr("Good replies a second\n"), HasSubstr("Mean latency\n"),
                          HasSubstr("o measured   - predicted   : knee\n")));
}

TEST(SweepText, DrawsOfAPredictionWhatIsNearTheMeasuredPoints) {
  const auto text = text_of(lawful(3));  // 12,800/s are predicted, 1,054/s were measured
  EXPECT_THAT(text, HasSubstr("   1,270/s |"));
  EXPECT_THAT(text, Not(HasSubstr("12,800/s |")));
}

TEST(SweepText, TellsParametersAndPeakWithIntervals) {
  const auto text = text_of(lawful(4));
  EXPECT_THAT(text, AllOf(HasSubstr("R^2 = 0.99"), HasSubstr("    alpha "), HasSubstr("    N* "),
                          HasSubstr("    X(N*) "), HasSubstr(". scalability law")));
  EXPECT_THAT(text, Not(HasSubstr("No peak is told")));
}

TEST(SweepText, RefusesInPlainSentences) {
  EXPECT_THAT(text_of(two_workers(3)), HasSubstr("Not fitted: three parameters need 6 different"));
  EXPECT_THAT(text_of(lawful(1)), HasSubstr("No peak is told: one round"));
  EXPECT_THAT(text_of(one_loop(3)), HasSubstr("Not fitted: it speaks of clients"));
  UslVerdict verdict;
  verdict.highest_load = 128;
  verdict.fit = UslFit{{0.01, 1e-5, 100}, 0.99, {}};
  verdict.doubt = UslDoubt::kFarPeak;
  EXPECT_THAT(refusal_sentence(verdict), AllOf(HasSubstr("314.6 clients,"), HasSubstr("at 128")));
  verdict.doubt = UslDoubt::kNoBend;
  EXPECT_THAT(refusal_sentence(verdict), HasSubstr("beyond 128 clients"));
  verdict.fit->law.beta = 1e-3;  // a peak at 31 clients
  EXPECT_THAT(refusal_sentence(verdict), AllOf(HasSubstr("beta may be 0"), Not(HasSubstr("lies"))));
  verdict.fit->law.beta = 0;
  EXPECT_THAT(refusal_sentence(verdict), HasSubstr("beyond 128 clients"));
  verdict.doubt = UslDoubt::kBadFit;
  EXPECT_THAT(refusal_sentence(verdict), AllOf(HasSubstr("R^2 below 0.9"), HasSubstr("10 %")));
  EXPECT_TRUE(law_rows(verdict).empty());
  verdict.doubt = UslDoubt::kHardLimit;
  EXPECT_THAT(refusal_sentence(verdict), AllOf(HasSubstr("hard limit"), HasSubstr("the knee")));
  EXPECT_TRUE(law_rows(verdict).empty());
}

TEST(SweepText, SaysWhatPredictionsAssume) {
  EXPECT_THAT(text_of(two_workers(3)),
              HasSubstr("From what the request asks for (waiting 20.0ms)"));
  EXPECT_THAT(text_of(lawful(3)), HasSubstr("From what one client alone measured (10.0ms"));
  EXPECT_THAT(text_of(one_loop(3)), HasSubstr("M/D/1"));
  const auto nothing = basis_sentence(LoadKind::kConnections, {});
  EXPECT_THAT(nothing, HasSubstr("no good step of one client"));
  EXPECT_THAT(basis_sentence(LoadKind::kRates, {}), HasSubstr("--admin"));
}

TEST(SweepText, SaysWhereTheKneeIs) {
  EXPECT_THAT(text_of(one_loop(3)), HasSubstr("60/s is the highest rate before latency takes off"));
  ServerSummary summary;
  summary.knee = {KneeDoubt::kNotReached, 0, {}, 2, 8};
  EXPECT_EQ(knee_sentence(LoadKind::kConnections, summary),
            "Not reached: throughput still grows at 8 clients.");
  EXPECT_EQ(knee_sentence(LoadKind::kRates, summary),
            "Not reached: up to 8/s latency stays below twice that at 2/s.");
  summary.knee.doubt = KneeDoubt::kBelowLadder;
  EXPECT_THAT(knee_sentence(LoadKind::kConnections, summary), HasSubstr("2 clients are beyond"));
}

TEST(SweepText, SaysOfAServerThatFailsThatNoReplyWasGood) {
  auto sweep = lawful(3);
  for (auto& round : sweep.servers[0].rounds) {
    for (auto& step : round) {
      step->load.good = 0;
      step->load.outcomes = {};
      step->load.outcomes.add(Outcome::k5xx, 1000);
    }
    round[0]->load.latency = {};  // as of refused connections
  }
  const auto text = text_of(sweep);
  EXPECT_THAT(text, AllOf(HasSubstr("Not fitted: no load had a good reply."),
                          HasSubstr("Knee: Not told: at every load more than 1 %")));
}

TEST(SweepText, SaysWhichLoadsAreLeftOutOfTheKnee) {
  auto sweep = two_workers(3);
  for (auto& round : sweep.servers[0].rounds) {
    round[0]->load.limit = round[3]->load.limit = Limit::kGenerator;
    round[2].reset();
  }
  const auto sentence = knee_sentence(LoadKind::kConnections, summaries_of(sweep)[0]);
  EXPECT_THAT(sentence, HasSubstr(" Left out: 1, 8, where loadgen was the limit."));
}

TEST(SweepText, DoesNotAskForConnectionsWhereTheServerDoesNotKeepUp) {
  auto sweep = one_loop(3);
  for (auto& round : sweep.servers[0].rounds) round[5]->load.limit = Limit::kConnections;
  const auto text = text_of(sweep);
  EXPECT_THAT(text, AllOf(HasSubstr(" o\n"), HasSubstr("  o: the server did not keep up"),
                          HasSubstr("Knee: 60/s"), Not(HasSubstr("give more --connections"))));
  sweep.plan.connections = 1;
  EXPECT_THAT(text_of(sweep), AllOf(HasSubstr(" c\n"), HasSubstr("give more --connections"),
                                    HasSubstr("Left out: 90, where loadgen")));
}

TEST(SweepText, MarksStepsThatTheGeneratorLimited) {
  auto sweep = lawful(3);
  sweep.servers[0].rounds[1][7]->load.limit = Limit::kGenerator;
  sweep.servers[0].rounds[1][6]->load.limit = Limit::kSharedCores;
  sweep.servers[0].rounds[1][5]->load.outcomes.add(Outcome::k5xx, 1000);
  const auto text = text_of(sweep);
  EXPECT_THAT(text, AllOf(HasSubstr(" g\n"), HasSubstr(" s\n"), HasSubstr(" e\n")));
  EXPECT_THAT(text, AllOf(HasSubstr("  g: loadgen itself was the limit"),
                          HasSubstr("  s: server and loadgen"), HasSubstr("  e: more than 1 %")));
  EXPECT_THAT(text, Not(HasSubstr("  c: ")));
}

TEST(SweepText, PutsSeveralServersSideBySide) {
  auto sweep = lawful(3);
  EXPECT_THAT(text_of(sweep), Not(HasSubstr("Side by side")));
  sweep.servers.push_back(sweep.servers[0]);
  sweep.servers[1].name = "other";
  for (auto& round : sweep.servers[1].rounds) round[6]->load.limit = Limit::kGenerator;
  EXPECT_THAT(text_of(sweep),
              HasSubstr("  example.com                  1,054          64      10.5        43.4\n"
                        "  other                        1,045          32      10.5"));
}

TEST(SweepText, SaysWhenItWasCutShort) {
  auto sweep = lawful(3);
  sweep.servers[0].rounds[2][4].reset();
  EXPECT_THAT(text_of(sweep), HasSubstr("Cut short: 2 of 3 rounds are whole"));
  for (auto& round : sweep.servers[0].rounds) round[4].reset();
  EXPECT_THAT(text_of(sweep), HasSubstr("      16      n/a"));
}

}  // namespace
}  // namespace lab
