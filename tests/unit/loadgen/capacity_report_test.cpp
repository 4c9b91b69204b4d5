// A capacity search as text, JSON and HTML: the same figures everywhere, and sentences that fit.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/object.hpp>

#include "common/json_file.hpp"
#include "loadgen/capacity/saved_capacity.hpp"
#include "loadgen/report/capacity_json.hpp"
#include "loadgen/report/capacity_text.hpp"
#include "loadgen/report/capacity_words.hpp"
#include "loadgen/report/html/capacity_html.hpp"
#include "loadgen/report/words.hpp"

namespace lab {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

SearchStepFacts step(double rate, StepVerdict verdict, Duration p99) {
  SearchStepFacts facts;
  facts.offer = {.rate = rate, .length = 5s, .purpose = Purpose::kBisect};
  facts.measured = 5s;
  facts.connections = 84;
  facts.load.latency[Stat::kP50] = Figure{44ms};
  facts.load.latency[Stat::kP99] = Figure{p99};
  facts.load.identity.due = 2080;
  facts.judgement.verdict = verdict;
  facts.judgement.results = {{.text = "p99<100ms",
                              .verdict = verdict,
                              .tested = Tested::kSlow,
                              .observed = 0.014,
                              .interval = {0.011, 0.018},
                              .allowed = 0.01},
                             {.text = "errors<0.1%",
                              .verdict = StepVerdict::kPass,
                              .tested = Tested::kErrors,
                              .observed = 0,
                              .interval = {0, 0.0018},
                              .allowed = 0.001,
                              .takes = 3838}};
  facts.fill =
      ServerFill{.model = Model::kAsync, .workers = 1, .cores = 2, .looks = 9, .cpu_share = 0.95};
  facts.use = ServerUse{0.95, 2100us, std::nullopt, 5 << 20, 1};
  return facts;
}

ServerCapacity server(const std::string& name) {
  ServerCapacity found;
  found.name = name;
  found.url = "http://127.0.0.1:8080/work?do=io:40,cpu:2";
  found.identity = ServerIdentity{Model::kAsync, 1, 2};
  found.steps = {step(436, StepVerdict::kFail, 143ms), step(416, StepVerdict::kPass, 81ms)};
  found.bracket = {
      .conclusion = Conclusion::kBracketed, .pass = 416, .fail = 436, .passes = 2, .failures = 2};
  found.spent = 74s;
  return found;
}

CapacityReport report_of(std::vector<ServerCapacity> servers) {
  CapacityReport report;
  report.machine = {"", "Linux 6.1.0 x86_64", 2};
  report.objectives = usual_objectives();
  report.workload = "io:40,cpu:2";
  report.target = "/work?do=io:40,cpu:2";
  report.servers = std::move(servers);
  return report;
}

/// The text without its line breaks, so that sentences can be looked for.
std::string flat(const std::string& text) {
  std::string one;
  for (const char c : text) {
    if (c != '\n' && (c != ' ' || one.empty() || one.back() != ' ')) one += c;
    if (c == '\n' && !one.empty() && one.back() != ' ') one += ' ';
  }
  return one;
}

TEST(CapacityText, ShowsServersSideBySideIn80Columns) {
  const auto text = capacity_text(report_of({server("async"), server("hybrid")}));
  EXPECT_THAT(text, AllOf(HasSubstr("async"), HasSubstr("hybrid"),
                          HasSubstr("p99<100ms and errors<0.1%"), HasSubstr("event loop"),
                          HasSubstr("81.0ms"), HasSubstr("2.10ms"), HasSubstr("74s")));
  std::size_t begin = 0;
  for (auto end = text.find('\n'); end != std::string::npos; end = text.find('\n', begin)) {
    EXPECT_LE(end - begin, kLineWidth) << text.substr(begin, end - begin);
    begin = end + 1;
  }
}

TEST(CapacityText, SaysHowOftenBothEndsWereShown) {
  EXPECT_THAT(flat(capacity_text(report_of({server("async")}))),
              HasSubstr("416/s kept every objective in 2 steps, 436/s failed in 2 steps, by 95 % "
                        "intervals."));
}

TEST(CapacityText, SaysThatTooFewRequestsShowSoFewErrors) {
  EXPECT_THAT(
      flat(capacity_text(report_of({server("async")}))),
      HasSubstr(
          "2,080 requests are too few to show so small a share of errors, which takes 3,838."));
}

TEST(CapacityText, SaysThatSoFewRequestsMayNotHaveShownAQueue) {
  auto one = server("async");
  EXPECT_THAT(flat(capacity_text(report_of({one}))), Not(HasSubstr("seldom builds up")));
  one.steps.back().judgement.results.front().takes = 4000;
  EXPECT_THAT(flat(capacity_text(report_of({one}))),
              HasSubstr("2,080 requests at 416/s are few for p99<100ms: a queue that seldom builds "
                        "up shows in 4,000 and more."));
}

TEST(CapacityText, SaysHowManyRequestsALikelyPassTakes) {
  auto one = server("async");
  const std::string sentence =
      "2,080 requests at 416/s are too few to show p99<100ms, which takes 4,000: a longer --budget "
      "tells.";
  one.bracket.pass.reset();
  auto& judged = one.steps.back().judgement;
  judged.verdict = judged.results.front().verdict = StepVerdict::kLikelyPass;
  EXPECT_THAT(flat(capacity_text(report_of({one}))), Not(HasSubstr(sentence)));
  judged.takes = judged.results.front().takes = 4000;
  EXPECT_THAT(flat(capacity_text(report_of({one}))), HasSubstr(sentence));
  one.bracket.pass = 416;
  EXPECT_THAT(flat(capacity_text(report_of({one}))), Not(HasSubstr(sentence))) << "another passed";
}

TEST(CapacityReport, TellsWithWhichOptionsItCanBeRepeated) {
  auto report = report_of({server("async")});
  report.seed = 4711;
  report.threads = 3;
  report.search.start = 25;
  report.search.highest = 4000;
  EXPECT_THAT(flat(capacity_text(report)), HasSubstr("errors<0.1%; seed 4711"));
  EXPECT_THAT(capacity_html(report), AllOf(HasSubstr("4711, and one more each load"),
                                           HasSubstr("from 25.0/s, at most 4,000/s")));
  const auto json = capacity_json(report);
  EXPECT_EQ(json.at("seed"), 4711u);
  EXPECT_EQ(json.at("threads"), 3u);
  EXPECT_EQ(json.at("start_per_s"), 25.0);
  EXPECT_EQ(json.at("max_rate_per_s"), 4000.0);
  EXPECT_EQ(json.at("kind"), "loadgen-capacity");
}

TEST(CapacityText, ShowsAStepInALine) {
  auto one = server("async");
  EXPECT_THAT(capacity_step_line(one),
              AllOf(HasSubstr("416/s"), HasSubstr("pass"), HasSubstr("81.0ms")));
  EXPECT_LE(capacity_steps_header().size(), kLineWidth + 1);
  EXPECT_LE(capacity_step_line(one).size(), kLineWidth + 1);
}

struct Ending {
  Conclusion conclusion;
  std::string said;
};

TEST(CapacityWords, HaveASentenceForEveryConclusion) {
  const std::vector<Ending> endings{
      {Conclusion::kBracketed, "416/s kept every objective"},
      {Conclusion::kNeverFailed, "the highest rate that was to be offered"},
      {Conclusion::kNeverPassed, "No rate was shown to pass, down to 416/s."},
      {Conclusion::kUnknown, "416/s kept every objective"},
      {Conclusion::kOutOfTime, "Out of time (120s): 416/s kept"},
      {Conclusion::kInterrupted, "Cut short: 416/s kept"}};
  for (const auto& ending : endings) {
    auto one = server("async");
    one.bracket.conclusion = ending.conclusion;
    EXPECT_THAT(conclusion_text(one, report_of({})), HasSubstr(ending.said));
  }
}

TEST(CapacityWords, CallNoRateTheHighestOfferedWhereOneAboveItShowedNeither) {
  auto one = server("async");
  one.bracket = {
      .conclusion = Conclusion::kNeverFailed, .pass = 416, .not_shown = 427, .passes = 2};
  EXPECT_EQ(conclusion_text(one, report_of({})),
            "416/s kept every objective in 2 steps; none was shown to fail.");
  EXPECT_THAT(capacity_remarks(one),
              testing::Contains(HasSubstr("427/s was shown neither to pass nor to fail")));
}

TEST(CapacityWords, TellASearchThatBrokeOffFromOneThatWasCutShort) {
  auto one = server("async");
  one.bracket.conclusion = Conclusion::kInterrupted;
  one.trouble = "async: connection refused";
  EXPECT_THAT(conclusion_text(one, report_of({})),
              testing::StartsWith("The search broke off: 416/s kept"));
  EXPECT_THAT(capacity_remarks(one), testing::Contains("async: connection refused"));
}

TEST(CapacityWords, SayThatTheServerWasNeverIdle) {
  auto one = server("async");
  EXPECT_THAT(capacity_remarks(one), Not(testing::Contains(HasSubstr("idle"))));
  one.never_idle = 3;
  EXPECT_THAT(capacity_remarks(one),
              testing::Contains(testing::StartsWith("The server was not idle before 3 loads")));
}

TEST(CapacityWords, PromiseNothingOfASearchWithoutAStep) {
  ServerCapacity none;
  EXPECT_THAT(conclusion_text(none, report_of({})),
              HasSubstr("No rate was shown to pass or to fail."));
  EXPECT_EQ(words_of(none).pass, "-");
  EXPECT_EQ(words_of(none).limit, "-");
}

TEST(CapacityWords, SayWhyAStepDidNotPass) {
  EXPECT_EQ(words_of(step(436, StepVerdict::kFail, 143ms)).why,
            "p99<100ms: 1.40% were slower (1.10% to 1.80%)");
  EXPECT_EQ(words_of(step(416, StepVerdict::kPass, 81ms)).why, "");
  auto unknown = step(436, StepVerdict::kUnknown, 143ms);
  unknown.load.limit = Limit::kSharedCores;
  EXPECT_EQ(words_of(unknown).why, "the load generator and the server shared all cores");
}

TEST(CapacityWords, SayThatAnAdminPortWouldTellWhatRanOut) {
  auto blind = server("async");
  blind.identity.reset();
  for (auto& one : blind.steps) one.fill.reset();
  EXPECT_THAT(capacity_remarks(blind), testing::Contains(HasSubstr("--admin port")));
  EXPECT_EQ(words_of(blind).limit, "not known");
}

TEST(CapacityWords, TakeWhatRanOutFromTheFailureThatSawIt) {
  auto one = server("async");
  one.steps.insert(one.steps.begin(), step(436, StepVerdict::kFail, 150ms));
  one.steps.front().fill.reset();
  EXPECT_EQ(words_of(one).limit, "event loop");
  for (auto& each : one.steps) each.fill.reset();
  EXPECT_THAT(
      capacity_remarks(one),
      testing::Contains("The admin port did not tell what ran out while that rate failed."));
  one.steps.front().fill = ServerFill{.model = Model::kAsync, .workers = 1, .cores = 2, .looks = 9};
  EXPECT_THAT(capacity_remarks(one),
              testing::Contains("Nothing that the admin port tells of had run out."));
}

TEST(CapacityWords, SayWhereTheGeneratorWasTheLimit) {
  auto limited = server("async");
  limited.steps.push_back(step(425, StepVerdict::kUnknown, 120ms));
  EXPECT_THAT(capacity_remarks(limited),
              testing::Contains("At 425/s the load generator was the limit, so nothing is known "
                                "from there to the failure."));
  limited.bracket.fail.reset();
  EXPECT_THAT(capacity_remarks(limited), testing::Contains(HasSubstr("nothing is known above")));
  limited.steps.push_back(step(300, StepVerdict::kUnknown, 120ms));
  EXPECT_THAT(capacity_remarks(limited), testing::Contains(HasSubstr("At 425/s")))
      << "what lies below the pass is no matter";
  limited.bracket.pass = 430;
  EXPECT_THAT(capacity_remarks(limited), testing::Not(testing::Contains(HasSubstr("generator"))));
}

TEST(CapacityJson, HoldsWhatAPlanNeeds) {
  auto found = server("async");
  found.never_idle = 3;
  const auto json = capacity_json(report_of({found}));
  EXPECT_EQ(json.at_pointer("/servers/0/never_idle"), 3);
  EXPECT_EQ(json.at_pointer("/kind"), "loadgen-capacity");
  EXPECT_EQ(json.at_pointer("/slo/0"), "p99<100ms");
  const auto& one = json.at_pointer("/servers/0");
  EXPECT_EQ(one.at("pass_per_s"), 416.0);
  EXPECT_EQ(one.at("fail_per_s"), 436.0);
  EXPECT_EQ(one.at("conclusion"), "bracketed");
  EXPECT_EQ(one.at("limit"), "loop");
  EXPECT_EQ(one.at("model"), "async");
  EXPECT_EQ(one.at("connections"), 84);
  EXPECT_EQ(one.at("rss_bytes"), 5 << 20);
  EXPECT_DOUBLE_EQ(one.at("cpu_s_per_request").as_double(), 0.0021);
  EXPECT_DOUBLE_EQ(one.at_pointer("/latency_at_pass/p99_s").as_double(), 0.081);
  EXPECT_EQ(one.at("steps").as_array().size(), 2u);
}

TEST(CapacityJson, IsReadByAPlanWhateverTheSearchCameTo) {
  for (int i = 0; i < 6; ++i) {
    auto found = server("async");
    found.bracket.conclusion = static_cast<Conclusion>(i);
    found.steps.push_back(step(10, StepVerdict::kLikelyPass, 42ms));
    found.steps.back().load.latency[Stat::kP50] = Figure{41ms};
    const auto saved = parse_saved_capacity(pretty_json(capacity_json(report_of({found}))));
    ASSERT_TRUE(saved) << saved.error().text;
    EXPECT_EQ(saved->servers.at(0).conclusion, found.bracket.conclusion);
    EXPECT_EQ(saved->servers.at(0).alone, 41ms) << "at the lowest rate";
    EXPECT_EQ(saved->servers.at(0).p50, 44ms);
  }
}

TEST(CapacityJson, IsNullWhereNothingWasFound) {
  auto none = server("async");
  none.bracket = {};
  none.identity.reset();
  const auto json = capacity_json(report_of({none}));
  for (const auto* key : {"pass_per_s", "fail_per_s", "not_shown_per_s", "latency_at_pass",
                          "cpu_s_per_request", "rss_bytes", "connections", "model"})
    EXPECT_TRUE(json.at_pointer("/servers/0").at(key).is_null()) << key;
}

TEST(CapacityHtml, ShowsEveryServerAndEveryStep) {
  const auto html = capacity_html(report_of({server("async"), server("a <b> c")}));
  EXPECT_THAT(html, AllOf(HasSubstr("a &lt;b&gt; c"), Not(HasSubstr("a <b> c")), HasSubstr("416/s"),
                          HasSubstr("143ms")));
}

TEST(CapacityHtml, DrawsNoLimitButThatOfTheP99) {
  auto report = report_of({server("async")});
  report.objectives = {*parse_objective("p50<20ms"), *parse_objective("p99<100ms"),
                       *parse_objective("max<1s")};
  const auto html = capacity_html(report);
  EXPECT_THAT(html, HasSubstr("\"name\":\"p99\\u003c100ms\""));
  EXPECT_THAT(html, Not(HasSubstr("\"name\":\"p50\\u003c20ms\"")));
  EXPECT_THAT(html, Not(HasSubstr("\"name\":\"max\\u003c1s\"")));
}

TEST(CapacityHtml, HasNoChartOfNoStep) {
  auto none = server("async");
  none.steps.clear();
  none.bracket = {};
  EXPECT_THAT(capacity_html(report_of({none})), HasSubstr("Cut short"));
}

}  // namespace
}  // namespace lab
