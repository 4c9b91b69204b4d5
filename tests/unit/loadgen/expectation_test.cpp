// Expectations: how they are written, and when they are met.
#include "loadgen/stats/expectation.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lab {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

// --- reading ---

Expectation parsed(const char* text) {
  const auto expectation = parse_expectation(text);
  EXPECT_TRUE(expectation) << expectation.error().text;
  return expectation ? *expectation : Expectation{};
}

TEST(Expectation, NamesAMetricARelationAndALimit) {
  const auto p99 = parsed("p99<50ms");
  EXPECT_EQ(p99.metric, Metric::kPercentile);
  EXPECT_EQ(p99.percent, 99);
  EXPECT_EQ(p99.relation, Relation::kBelow);
  EXPECT_DOUBLE_EQ(p99.limit, 0.05);
  EXPECT_DOUBLE_EQ(parsed("p99.95<=1.5s").percent, 99.95);
  EXPECT_EQ(parsed("max<=1s").relation, Relation::kAtMost);
  EXPECT_EQ(parsed("min>1us").relation, Relation::kAbove);
  EXPECT_EQ(parsed("mean>=1us").metric, Metric::kMean);
}

TEST(Expectation, TakesSharesAndRates) {
  EXPECT_DOUBLE_EQ(parsed("errors<0.1%").limit, 0.001);
  EXPECT_DOUBLE_EQ(parsed("errors<=0").limit, 0);
  EXPECT_DOUBLE_EQ(parsed("rate>=5k").limit, 5000);
  const auto of_asked = parsed("rate>=0.98*asked");
  EXPECT_EQ(of_asked.of, Expectation::Of::kAskedRate);
  EXPECT_DOUBLE_EQ(of_asked.limit, 0.98);
}

TEST(Expectation, AllowsBlanksAndKeepsItsText) {
  const auto expectation = parsed("p99 < 50ms");
  EXPECT_EQ(expectation.text, "p99 < 50ms");
  EXPECT_DOUBLE_EQ(expectation.limit, 0.05);
}

struct RefusedText {
  const char* text;
  const char* names;
};

void PrintTo(const RefusedText& refusal, std::ostream* out) { *out << refusal.text; }

class RefusedExpectations : public testing::TestWithParam<RefusedText> {};

TEST_P(RefusedExpectations, GetOneSentenceThatNamesThem) {
  const auto expectation = parse_expectation(GetParam().text);
  ASSERT_FALSE(expectation);
  EXPECT_THAT(expectation.error().text, HasSubstr(GetParam().names));
  EXPECT_EQ(expectation.error().text.find('\n'), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(
    Every, RefusedExpectations,
    testing::Values(RefusedText{"", "''"}, RefusedText{"p99", "< <= > >="},
                    RefusedText{"p99=50ms", "< <= > >="}, RefusedText{"p0<1ms", "'p0'"},
                    RefusedText{"p100.1<1ms", "'p100.1'"}, RefusedText{"p<1ms", "'p'"},
                    RefusedText{"pnan<1ms", "'pnan'"}, RefusedText{"latency<1ms", "'latency'"},
                    RefusedText{"<1ms", "''"}, RefusedText{"p99<50", "'50' is not a duration"},
                    RefusedText{"p99<", "''"}, RefusedText{"p99<<1ms", "'<1ms'"},
                    RefusedText{"p99=<1ms", "'p99='"}, RefusedText{"errors<0.1", "such as 0.1%"},
                    RefusedText{"errors<101%", "'101%'"}, RefusedText{"errors<-1%", "'-1%'"},
                    RefusedText{"rate>=0", "'0' is not a rate"},
                    RefusedText{"rate>=50ms", "'50ms'"}, RefusedText{"rate>=*asked", "'*asked'"},
                    RefusedText{"rate>=0*asked", "'0*asked'"}, RefusedText{"p99<a\nb", "'a"}));

TEST(Expectation, OfTheAskedRateNeedsOne) {
  LoadPlan plan;
  EXPECT_FALSE(check_expectation(parsed("rate>=0.98*asked"), plan));
  EXPECT_TRUE(check_expectation(parsed("rate>=100"), plan));
  plan.open_loop = OpenLoop{{100}, ArrivalKind::kUniform};
  EXPECT_TRUE(check_expectation(parsed("rate>=0.98*asked"), plan));
}

// --- judging ---

/// 980 replies after 10 ms, 10 errors, 10 requests that had waited 40 ms; in 10 s.
RunResult result() {
  RunResult made;
  made.measured = 10s;
  EntryFacts entry;
  entry.due = 1000;
  for (int i = 0; i < 1000; ++i) {
    entry.outcomes.add(i < 980 ? Outcome::k2xx : i < 990 ? Outcome::k5xx : Outcome::kOpen);
  }
  entry.latency.answered.record(10'000'000, 990);
  entry.latency.unanswered.record(40'000'000, 10);
  entry.good_in_window = 970;
  made.entries = {entry};
  return made;
}

Judgement judged(const char* text, const RunResult& of = result()) {
  LoadPlan plan;
  plan.open_loop = OpenLoop{{100}, ArrivalKind::kUniform};
  return judge({parsed(text)}, plan, of).front();
}

TEST(Judgement, ComparesWhatIsKnown) {
  EXPECT_EQ(judged("p50<50ms").met, Met::kYes);
  EXPECT_EQ(judged("p50<5ms").met, Met::kNo);
  EXPECT_EQ(judged("p50>5ms").met, Met::kYes);
  EXPECT_EQ(judged("min<=10.1ms").met, Met::kYes);
}

TEST(Judgement, OfAMereBoundIsUnknownUnlessTheBoundDecides) {
  EXPECT_EQ(judged("p99.5<50ms").met, Met::kUnknown) << "40 ms or more may be below 50 ms or not";
  EXPECT_EQ(judged("p99.5<30ms").met, Met::kNo);
  EXPECT_EQ(judged("p99.5>30ms").met, Met::kYes);
  EXPECT_EQ(judged("max>=50ms").met, Met::kUnknown);
  EXPECT_EQ(judged("mean<50ms").met, Met::kUnknown);
}

TEST(Judgement, CountsAsErrorWhateverGotNoGoodReply) {
  const auto errors = judged("errors<=2%");
  EXPECT_NEAR(std::get<ErrorShare>(errors.measured).of_one, 0.02, 1e-12);
  EXPECT_EQ(judged("errors<2.1%").met, Met::kYes);
  EXPECT_EQ(judged("errors<1%").met, Met::kNo);
}

TEST(Judgement, TakesAShareThatIsExactlyTheLimitForTheLimit) {
  RunResult one_in_thousand = result();
  auto& entry = one_in_thousand.entries[0];
  entry.outcomes = {};
  entry.outcomes.add(Outcome::k2xx, 999);
  entry.outcomes.add(Outcome::k5xx, 1);
  EXPECT_EQ(judged("errors<=0.1%", one_in_thousand).met, Met::kYes);
  EXPECT_EQ(judged("errors>=0.1%", one_in_thousand).met, Met::kYes);
  EXPECT_EQ(judged("errors<0.1%", one_in_thousand).met, Met::kNo);
  EXPECT_EQ(judged("errors>0.1%", one_in_thousand).met, Met::kNo);
}

TEST(Judgement, TakesARateThatIsExactlyTheLimitForTheLimit) {
  auto seven = result();
  seven.entries[0].good_in_window = 70;  // 0.07 * 100 is more than 7 in binary
  EXPECT_EQ(judged("rate>=0.07*asked", seven).met, Met::kYes);
  EXPECT_EQ(judged("rate<0.07*asked", seven).met, Met::kNo);
}

TEST(Judgement, ComparesTheRateOfGoodReplies) {
  EXPECT_EQ(judged("rate>=97").met, Met::kYes);
  EXPECT_EQ(judged("rate>=0.98*asked").met, Met::kNo);
  EXPECT_EQ(judged("rate>=0.97*asked").met, Met::kYes);
}

TEST(Judgement, OfNothingIsNotMet) {
  RunResult nothing;
  nothing.entries.resize(1);
  for (const auto* text : {"p99<1s", "max>0", "mean>=0", "errors<=100%", "rate<5k"}) {
    const auto judgement = judged(text, nothing);
    EXPECT_EQ(judgement.met, Met::kNo) << text;
    EXPECT_TRUE(std::holds_alternative<std::monostate>(judgement.measured)) << text;
  }
}

}  // namespace
}  // namespace lab
