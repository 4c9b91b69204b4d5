// A plan as text, JSON and HTML: every figure of it, in the same words.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <sstream>

#include "common/json_file.hpp"
#include "loadgen/capacity/plan_candidates.hpp"
#include "loadgen/report/html/markup.hpp"
#include "loadgen/report/html/plan_html.hpp"
#include "loadgen/report/lesson_words.hpp"
#include "loadgen/report/plan_json.hpp"
#include "loadgen/report/plan_text.hpp"
#include "loadgen/report/plan_words.hpp"
#include "loadgen/report/words.hpp"

namespace lab {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

CapacityPlan sample_of(double demand, const std::string& left_out = "slow") {
  PlanObjectives objectives;
  EXPECT_TRUE(add_objective(*parse_expectation("p99<100ms"), objectives));
  const auto candidates = pipeline_candidates({.wait = 40ms, .cpu = 2ms}, 2, 25us, std::nullopt);
  auto plan =
      plan_capacity(candidates, {{demand}, objectives, {}}, {{left_out, "it never passed"}});
  EXPECT_TRUE(plan);
  return plan ? *plan : CapacityPlan{};
}

CapacityPlan sample(const std::string& left_out = "slow") { return sample_of(5000, left_out); }

TEST(PlanText, BeginsWithTheAnswer) {
  const auto text = plan_text(sample());
  EXPECT_THAT(text, StartsWith("Plan for 5,000/s that keeps p99<100ms\n\nRun 15 instances (async): "
                               "14 that the load needs and 1 spare.\n"));
  EXPECT_THAT(text, HasSubstr("Why async: it needs the least cores: 15 cores; next is hybrid"));
  EXPECT_THAT(text, HasSubstr("Left out: slow: it never passed."));
}

TEST(PlanText, FitsATerminalOfEightyColumns) {
  std::istringstream text(plan_text(sample()));
  for (std::string line; std::getline(text, line);) EXPECT_LE(line.size(), kLineWidth) << line;
}

TEST(PlanText, HasEveryFormulaWithItsNumbersAndItsResult) {
  const auto plan = sample();
  const auto text = plan_text(plan);
  for (const auto& row : plan.plans[0].rows) {
    EXPECT_THAT(text, HasSubstr(row.name));
    EXPECT_THAT(text, HasSubstr(row.formula));
    EXPECT_THAT(text, HasSubstr("= " + row.numbers.substr(0, 50)));
    EXPECT_THAT(text, HasSubstr(quantity_text(row.result, row.unit)));
  }
}

/// Figures with their units, of an answer: "345", "6,292", "0.112%", "2.08s", "455x".
std::vector<std::string> figures_in(const std::string& text) {
  std::vector<std::string> figures;
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    while (!word.empty() && std::string_view("(),;.:").find(word.back()) != std::string::npos)
      word.pop_back();
    while (word.starts_with('(')) word.erase(0, 1);
    if (!word.empty() && std::isdigit(static_cast<unsigned char>(word[0]))) figures.push_back(word);
  }
  return figures;
}

TEST(PlanAnswer, HasNoFigureThatItsFormulasDoNotHave) {
  const std::vector<std::string> derived{"connections", "utilisation", "bottleneck", "1s stall",
                                         "pools"};
  for (const double demand : {.3, 7., 90., 416., 5000., 123'456.}) {
    const auto plan = sample_of(demand);
    std::vector<std::string> known{"1", "1s"};  // one is down; of --stall
    for (const auto& row : plan.plans[0].rows) known.push_back(quantity_text(row.result, row.unit));
    for (const auto& line : plan_answer(plan)) {
      if (std::find(derived.begin(), derived.end(), line.name) == derived.end()) continue;
      for (const auto& figure : figures_in(line.text))
        EXPECT_THAT(known, Contains(figure)) << demand << ' ' << line.name << ": " << line.text;
    }
  }
}

TEST(PlanAnswer, CountsTheStallsThatTheBudgetHolds) {
  const auto plan = sample();
  for (const auto& line : plan_answer(plan)) {
    if (line.name != "1s stall") continue;
    EXPECT_THAT(line.text, StartsWith("of one instance: 966 requests late, 0.000746% of the error "
                                      "budget, which allows 134,136 such stalls."));
  }
  EXPECT_THAT(plan_text(plan), HasSubstr("134,136\n      error budget / too late, rounded down\n"));
}

TEST(PlanAnswer, TellsThePoolsThatItSizedApartFromTheBottlenecks) {
  const auto answer = plan_answer(sample());
  const auto line = std::find_if(answer.begin(), answer.end(),
                                 [](const PlanLine& one) { return one.name == "bottleneck"; });
  ASSERT_NE(line, answer.end());
  EXPECT_EQ(line->text,
            "first event loop at 494/s an instance, then connections at 205,446/s (416x). Sized "
            "for this load, so left out: connections to what io waits for (550/s)");
}

TEST(PlanAnswer, SaysThatNothingIsLeftForStalls) {
  auto plan = sample();
  plan.plans[0].stall.share_one = std::numeric_limits<double>::infinity();
  const auto text = plan_text(plan);
  EXPECT_THAT(text, HasSubstr("966 requests late, and without a stall as"));
  EXPECT_THAT(text, HasSubstr("p99<100ms lets 1% of the requests of 30 days be late"));
}

TEST(PlanAnswer, SaysWhichExpectationsAreMet) {
  auto plan = sample();
  plan.expectations = {{"instances<=15", 15, Met::kYes},
                       {"cores<9", 15, Met::kNo},
                       {"cores<9", std::nullopt, Met::kNo}};
  const auto text = plan_text(plan);
  EXPECT_THAT(text, HasSubstr("  expected     instances<=15: met; the plan has 15\n"));
  EXPECT_THAT(text, HasSubstr("  expected     cores<9: NOT MET; the plan has 15\n"));
  EXPECT_THAT(text, HasSubstr("  expected     cores<9: NOT MET; the plan does not know\n"));
  EXPECT_EQ(plan_json(plan).at("expectations").at(1).at("met").as_bool(), false);
  EXPECT_TRUE(plan_json(plan).at("expectations").at(2).at("planned").is_null());
}

TEST(PlanAnswer, SaysThatThePoolsSizeIsNotKnown) {
  auto plan = sample();
  plan.plans[0].pools[0].size = 0;
  EXPECT_THAT(plan_text(plan), HasSubstr("  pools        connections to what io waits for: not "
                                         "known\n"));
  EXPECT_TRUE(plan_json(plan).at("candidates").at(0).at("pools").at(0).at("size").is_null());
}

TEST(PlanText, StatesEveryAssumptionWithItsOption) {
  const auto text = plan_text(sample());
  for (const auto* option : {"--headroom", "--spare", "--peak-factor", "--availability", "--stall",
                             "--max-connections", "--connection-memory"})
    EXPECT_THAT(text, HasSubstr(option));
  EXPECT_THAT(text, HasSubstr("99.9% of the requests of 30 days"));
  EXPECT_THAT(text, HasSubstr("25us of CPU time a request, for HTTP itself"));
}

TEST(PlanJson, HasTheQuestionEveryCandidateAndEveryRow) {
  const auto plan = sample();
  const auto json = plan_json(plan);
  EXPECT_EQ(json.at("kind").as_string(), "loadgen-plan");
  EXPECT_EQ(json.at("question").at("headroom").as_double(), .2);
  EXPECT_EQ(json.at("best").as_string(), "async");
  ASSERT_EQ(json.at("candidates").as_array().size(), 4u);
  const auto& best = json.at("candidates").at(0);
  EXPECT_EQ(best.at("instances").to_number<int>(), 15);
  EXPECT_EQ(best.at("rows").as_array().size(), plan.plans[0].rows.size());
  EXPECT_EQ(json.at("left_out").at(0).at("name").as_string(), "slow");
}

TEST(PlanJson, WritesStallsThatCostNothingAsNull) {
  auto plan = sample();
  plan.plans[0].stall.allowed_all = std::numeric_limits<double>::infinity();
  const auto json = plan_json(plan);
  EXPECT_TRUE(json.at("candidates").at(0).at("stall").at("all").at("allowed").is_null());
  EXPECT_THAT(pretty_json(json), Not(HasSubstr("inf")));
}

TEST(PlanHtml, ShowsTheFormulasOfTheTerminal) {
  const auto plan = sample();
  const auto html = plan_html(plan, "1.0.0");
  for (const auto& row : plan.plans[0].rows) {
    EXPECT_THAT(html, HasSubstr(escaped(row.numbers)));
    EXPECT_THAT(html, HasSubstr(">" + escaped(quantity_text(row.result, row.unit)) + "</td>"));
  }
  for (const auto& line : plan_answer(plan)) EXPECT_THAT(html, HasSubstr(escaped(line.text)));
}

TEST(PlanHtml, EscapesNamesThatComeFromAFile) {
  const auto html = plan_html(sample("<script>alert(1)</script>"), "1.0.0");
  EXPECT_THAT(html, Not(HasSubstr("<script>alert")));
  EXPECT_THAT(html, HasSubstr("&lt;script&gt;alert"));
}

}  // namespace
}  // namespace lab
