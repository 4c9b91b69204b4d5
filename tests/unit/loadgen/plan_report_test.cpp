// A plan as text, JSON and HTML: every figure of it, in the same words.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
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
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

CapacityPlan sample(const std::string& left_out = "slow") {
  PlanObjectives objectives;
  EXPECT_TRUE(add_objective(*parse_expectation("p99<100ms"), objectives));
  const auto candidates = pipeline_candidates({.wait = 40ms, .cpu = 2ms}, 2, 25us, std::nullopt);
  auto plan = plan_capacity(candidates, {{5000}, objectives, {}}, {{left_out, "it never passed"}});
  EXPECT_TRUE(plan);
  return plan ? *plan : CapacityPlan{};
}

TEST(PlanText, BeginsWithTheAnswer) {
  const auto text = plan_text(sample());
  EXPECT_THAT(text, StartsWith("Plan for 5,000/s that keeps p99<100ms\n\nRun 15 instances (async): "
                               "14 that the load needs and 1 spare.\n"));
  EXPECT_THAT(text, HasSubstr("Why async: it needs the least cores: 15 cores; next is thread"));
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
