// A comparison as HTML: every figure of the table, and charts of it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "loadgen/report/compare_words.hpp"
#include "loadgen/report/html/compare_html.hpp"

namespace lab {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

CellFacts cell(double good) {
  CellFacts facts;
  facts.load.good = good;
  facts.load.latency[Stat::kP50] = Figure{std::chrono::milliseconds(51)};
  facts.load.latency[Stat::kP99] = Figure{std::chrono::seconds(2), Bound::kAtLeast, Support::kFew};
  facts.use = ServerUse{0.2, from_seconds(0.2 / good), std::nullopt, 3 << 20, 17};
  return facts;
}

struct Sample {
  Comparison comparison;
  std::vector<RowVerdict> verdicts;
};

Sample compared(const std::string& name) {
  Sample sample{{.cores = 2,
                 .rounds_wanted = 1,
                 .duration = std::chrono::seconds(2),
                 .servers = {"process", name},
                 .rows = {{workloads()[1],
                           {{Deployment{Model::kProcess, 2, 2, 0}, {cell(40)}},
                            {Deployment{Model::kAsync, 1, 2, 4}, {cell(3950)}}}}}},
                {}};
  sample.verdicts.push_back(judge(sample.comparison.rows[0], 2));
  return sample;
}

std::string html_of(const Sample& sample) {
  return compare_html(sample.comparison, sample.verdicts,
                      {{"", "Linux 6.1.0 x86_64", 2}, "1.0.0", {}});
}

TEST(CompareHtml, ShowsEveryFigureInTheWordsOfTheTerminal) {
  const auto sample = compared("async");
  const auto html = html_of(sample);
  for (const auto& summary : sample.verdicts[0].cells) {
    const auto words = words_of(summary);
    for (const auto& word : {words.good, words.ideal, words.p50, words.p99, words.cpu_per_request,
                             words.memory, words.threads, words.never_answered})
      EXPECT_THAT(html, HasSubstr(">" + escaped(word) + "</td>"));
  }
  EXPECT_THAT(html, HasSubstr("&gt;=2.00s*")) << "a bound that few samples support";
}

TEST(CompareHtml, NamesTheWinnerAndSaysWhy) {
  const auto sample = compared("async");
  const auto& servers = sample.comparison.servers;
  EXPECT_THAT(
      html_of(sample),
      AllOf(HasSubstr(escaped(winner_text(sample.verdicts[0], servers))),
            HasSubstr(escaped(why_text(sample.comparison.rows[0], sample.verdicts[0], servers))),
            HasSubstr(certainty_sentence(sample.comparison))));
}

TEST(CompareHtml, DrawsThroughputLatencyAndCpuOfEachWorkload) {
  const auto html = html_of(compared("async"));
  EXPECT_THAT(html, AllOf(HasSubstr("\"name\":\"ideal\""), HasSubstr("\"name\":\"p99\""),
                          HasSubstr("\"name\":\"CPU time\"")));
  EXPECT_THAT(html, HasSubstr("\"said\":\"3,950/s\""));
}

TEST(CompareHtml, EscapesTheNamesOfTargets) {
  const auto html = html_of(compared("</script><b>x"));
  EXPECT_THAT(html, Not(HasSubstr("<b>x")));
  EXPECT_THAT(html, HasSubstr("&lt;/script&gt;&lt;b&gt;x"));
  EXPECT_THAT(html, HasSubstr("\\u003c/script>\\u003cb>x"));
}

}  // namespace
}  // namespace lab
