// What a step says: runs made by hand, held against objectives.
#include "loadgen/capacity/step.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "loadgen/capacity/objective.hpp"

namespace lab {
namespace {

using namespace std::chrono_literals;
using enum StepVerdict;

Objectives objectives(const std::vector<std::string>& texts) {
  Objectives parsed;
  for (const auto& text : texts) parsed.push_back(*parse_objective(text));
  return parsed;
}

/// A step of five seconds in which the server kept up.
class Step {
 public:
  explicit Step(double rate) {
    result_.measured = 5s;
    result_.entries.emplace_back();
    result_.seconds.resize(5);
    plan_.open_loop = OpenLoop{{rate}, ArrivalKind::kPoisson};
    plan_.connections = 1000;
    plan_.warmup = 1s;
  }

  /// So many more a second, in each of the seconds from `first` to `last`.
  Step& answered(std::uint64_t each, Duration latency, std::size_t first = 0,
                 std::size_t last = 4) {
    for (auto second = first; second <= last; ++second) {
      auto& facts = result_.seconds[second];
      facts.completed += each;
      facts.good += each;
      record(facts, each, latency);
      entry().latency.answered.record(nanoseconds(latency), each);
      entry().outcomes.add(Outcome::k2xx, each);
      entry().due += each;
      entry().good_in_window += each;
      result_.completed += each;
    }
    return *this;
  }
  Step& failed(std::uint64_t each, Duration age) {
    for (auto& facts : result_.seconds) {
      facts.failed += each;
      facts.unanswered += each;
      record(facts, each, age);
      entry().latency.unanswered.record(nanoseconds(age), each);
      entry().outcomes.add(Outcome::kTimeout, each);
      entry().due += each;
    }
    return *this;
  }
  /// Due, and nothing came of them inside the window.
  Step& left_behind(std::uint64_t requests, Duration latency = {}) {
    entry().due += requests;
    if (latency > Duration::zero()) entry().latency.answered.record(nanoseconds(latency), requests);
    entry().outcomes.add(Outcome::k2xx, requests);
    return *this;
  }
  Step& ended_less_by(std::uint64_t requests) {
    result_.completed -= requests;
    return *this;
  }
  Step& warmed_up(Duration warmup) {
    plan_.warmup = warmup;
    return *this;
  }
  Step& limited_by(Limit limit) {
    summary_.limit = limit;
    return *this;
  }
  Step& connections(unsigned count) {
    plan_.connections = count;
    return *this;
  }
  Step& sent(double share) {
    summary_.achieved_share = share;
    return *this;
  }

  StepJudgement judged(const std::vector<std::string>& texts) const {
    return judge_step(objectives(texts), plan_, result_, summary_);
  }
  StepVerdict verdict(const std::vector<std::string>& texts) const { return judged(texts).verdict; }

 private:
  static std::uint64_t nanoseconds(Duration d) { return static_cast<std::uint64_t>(d.count()); }
  EntryFacts& entry() { return result_.entries.front(); }
  static void record(SecondFacts& facts, std::uint64_t times, Duration latency) {
    Histogram one;
    one.record(nanoseconds(latency), times);
    facts.latency.merge(pack(one));
  }

  RunResult result_;
  LoadPlan plan_;
  RunSummary summary_;
};

// --- percentiles ---

TEST(JudgeStep, PassesAPercentileWhoseUpperBoundIsBelowTheLimit) {
  EXPECT_EQ(Step(200).answered(200, 20ms).verdict({"p99<100ms"}), kPass);
}

TEST(JudgeStep, FailsAPercentileWhoseLowerBoundIsAboveTheLimit) {
  const auto slow = Step(200).answered(190, 20ms).answered(10, 200ms);  // 5 % are slower
  EXPECT_EQ(slow.verdict({"p99<100ms"}), kFail);
  EXPECT_EQ(slow.verdict({"p90<100ms"}), kPass);
}

TEST(JudgeStep, ShowsNeitherBetweenTheBounds) {
  auto step = Step(200).answered(199, 20ms).answered(1, 200ms);  // 0.5 %, up to 1.2 % by chance
  EXPECT_EQ(step.verdict({"p99<100ms"}), kLikelyPass);
  step.answered(2, 200ms);  // 1.5 %, from 0.9 %
  EXPECT_EQ(step.verdict({"p99<100ms"}), kLikelyFail);
}

TEST(JudgeStep, ShowsNothingOfTooFewRequests) {
  // By Student's t of five seconds it takes 2.776^2 * 99 = 763.
  EXPECT_EQ(Step(150).answered(150, 20ms).verdict({"p99<100ms"}), kLikelyPass);
  EXPECT_EQ(Step(155).answered(155, 20ms).verdict({"p99<100ms"}), kPass);
}

TEST(JudgeStep, SaysHowManyRequestsALikelyPassTakes) {
  const auto likely = Step(20).answered(20, 20ms).judged({"p99<100ms", "errors<0.1%"});
  EXPECT_EQ(likely.verdict, kLikelyPass);
  EXPECT_EQ(likely.results[0].takes, likely.takes);
  // By Student's t of 21 seconds, in which so many come, it takes 2.086^2 * 99.
  EXPECT_EQ(likely.takes, 431u);
  EXPECT_EQ(Step(200).answered(200, 20ms).judged({"p99<100ms", "errors<0.1%"}).takes, 0u) << "pass";
  EXPECT_EQ(Step(20).answered(20, 200ms).judged({"p99<100ms"}).takes, 0u) << "fail";
  EXPECT_EQ(Step(200).answered(199, 20ms).answered(1, 200ms).judged({"p99<100ms"}).takes, 0u)
      << "there are enough, and nevertheless it is not shown";
}

TEST(JudgeStep, MarksAPassOfWhichTooFewRequestsMayBeSlow) {
  const auto takes = [](std::uint64_t each, const char* objective) {
    return Step(200).answered(each, 20ms).judged({objective}).results[0].takes;
  };
  EXPECT_EQ(takes(399, "p99<100ms"), 2000u) << "1,995 requests";
  EXPECT_EQ(takes(400, "p99<100ms"), 0u);
  EXPECT_EQ(takes(2000, "p99.9<100ms"), 20'000u);
  EXPECT_EQ(takes(10, "p50<100ms"), 0u);
  EXPECT_EQ(takes(400, "p99<10ms"), 0u) << "it failed";
}

TEST(JudgeStep, FailsWhereAFewRequestsAreAllTooSlow) {
  EXPECT_EQ(Step(1).answered(1, 2s).verdict({"p99<100ms"}), kFail);
}

TEST(JudgeStep, DoubtsAShareThatOneSecondAloneMakes) {
  // 3 % in all, enough if each request were on its own.
  const auto even = Step(200).answered(194, 20ms).answered(6, 200ms);
  const auto burst =
      Step(200).answered(200, 20ms, 0, 3).answered(170, 20ms, 4, 4).answered(30, 200ms, 4, 4);
  EXPECT_EQ(even.verdict({"p99<100ms"}), kFail);
  EXPECT_EQ(burst.verdict({"p99<100ms"}), kLikelyFail);
}

TEST(JudgeStep, DoubtsThatNoneIsSlowWhereABurstCameHalfwayToTheLimit) {
  const auto even = Step(400).answered(380, 20ms).answered(20, 80ms);
  const auto burst =
      Step(400).answered(400, 20ms, 0, 3).answered(300, 20ms, 4, 4).answered(100, 80ms, 4, 4);
  EXPECT_EQ(even.verdict({"p99<100ms"}), kPass);
  EXPECT_EQ(burst.verdict({"p99<100ms"}), kLikelyPass);
  EXPECT_EQ(burst.verdict({"p99<200ms"}), kPass) << "80 ms are far from that";
}

TEST(JudgeStep, TakesARequestWithoutAReplyForSlowOnlyWhereItCouldSaveTheStep) {
  const auto refused_at_once = Step(200).answered(195, 20ms).failed(5, 1ms);
  EXPECT_EQ(refused_at_once.verdict({"p99<100ms"}), kLikelyPass);
  const auto given_up = Step(200).answered(195, 20ms).failed(5, 10s);
  EXPECT_EQ(given_up.verdict({"p99<100ms"}), kFail);
}

// --- errors ---

TEST(JudgeStep, JudgesErrorsByTheirBounds) {
  EXPECT_EQ(Step(200).answered(196, 20ms).failed(4, 1s).verdict({"errors<1%"}), kFail);
  EXPECT_EQ(Step(200).answered(199, 20ms).failed(1, 1s).verdict({"errors<5%"}), kPass);
  EXPECT_EQ(Step(200).answered(199, 20ms).failed(1, 1s).verdict({"errors<1%"}), kLikelyPass);
}

TEST(JudgeStep, MarksThatTooFewRequestsShowSoFewErrors) {
  const auto judged = Step(200).answered(200, 20ms).judged({"errors<0.1%"});
  EXPECT_EQ(judged.verdict, kPass);
  EXPECT_EQ(judged.results[0].takes, 3838u);
}

TEST(JudgeStep, SaysThatItTakesMoreRequestsOnlyWhereItTakesThem) {
  const auto takes = [](std::uint64_t each, const char* objective) {
    return Step(200).answered(each, 20ms).judged({"p99.9<100ms", objective}).results[1].takes;
  };
  EXPECT_EQ(takes(767, "errors<0.1%"), 3838u) << "3,835 requests";
  EXPECT_EQ(takes(768, "errors<0.1%"), 0u) << "3,840 requests, in five seconds as in fifty";
  EXPECT_EQ(takes(70, "errors<1%"), 381u) << "of errors, whatever the percentile takes";
  EXPECT_EQ(takes(200, "errors<=0%"), 0u) << "no number of requests shows it";
}

// --- means and maxima ---

TEST(JudgeStep, JudgesAMeanBySecondsAndAMaximumByItself) {
  const auto step = Step(200).answered(100, 10ms).answered(100, 30ms);
  EXPECT_EQ(step.verdict({"mean<25ms"}), kPass);
  EXPECT_EQ(step.verdict({"mean<15ms"}), kFail);
  EXPECT_EQ(step.verdict({"max<40ms"}), kPass);
  EXPECT_EQ(step.verdict({"max<29ms"}), kFail);
  EXPECT_EQ(step.verdict({"p100<29ms"}), kFail);
}

// --- all together ---

TEST(JudgeStep, IsAsBadAsItsWorstObjective) {
  const auto judged =
      Step(200).answered(190, 20ms).answered(10, 200ms).judged({"p50<100ms", "p99<100ms"});
  EXPECT_EQ(judged.verdict, kFail);
  EXPECT_EQ(judged.results[0].verdict, kPass);
  EXPECT_EQ(judged.results[0].text, "p50<100ms");
  EXPECT_EQ(judged.results[1].verdict, kFail);
}

TEST(JudgeStep, FailsAServerThatFallsBehindHoweverFastItsRepliesWere) {
  EXPECT_EQ(Step(200).answered(200, 20ms).left_behind(20).verdict({"errors<1%"}), kPass);
  EXPECT_EQ(Step(200).answered(200, 20ms).left_behind(60).verdict({"errors<1%"}), kLikelyFail);
  EXPECT_EQ(Step(2).answered(2, 20ms).left_behind(1).verdict({"errors<1%"}), kPass) << "one of 11";
  EXPECT_EQ(Step(200).answered(200, 20ms).left_behind(200).verdict({"errors<1%"}), kFail);
}

TEST(JudgeStep, TakesNoServerForLateWhoseRequestsOutlastTheWarmUp) {
  // A second of the load is still in flight at the end that none was at the begin to make up for.
  const auto of_two_seconds = [](std::uint64_t late) {
    return Step(100).answered(100, 2s, 0, 3).left_behind(late, 2s);
  };
  EXPECT_EQ(of_two_seconds(100).verdict({"errors<1%"}), kPass);
  EXPECT_EQ(of_two_seconds(100).judged({"p99<4s"}).results.back().verdict, kPass);
  EXPECT_EQ(of_two_seconds(200).verdict({"errors<1%"}), kFail) << "and a second more";
  EXPECT_EQ(Step(100).answered(100, 500ms, 0, 3).left_behind(100, 500ms).verdict({"errors<1%"}),
            kFail);
}

TEST(JudgeStep, AllowsForTwoCountsWhereRequestsLastAsLongAsTheWindow) {
  // 24 of 100 are 2.4 roots of 100, 1.7 of 200.
  const auto step = [](Duration latency) {
    return Step(20).warmed_up(5s).answered(20, latency).ended_less_by(24).verdict({"errors<1%"});
  };
  EXPECT_EQ(step(1s), kFail);
  EXPECT_EQ(step(5s), kLikelyFail);
}

// --- the generator ---

TEST(JudgeStep, KnowsNothingWhereTheGeneratorWasTheLimit) {
  auto slow = Step(200).answered(200, 200ms);
  EXPECT_EQ(slow.verdict({"p99<100ms"}), kFail);
  for (const auto limit : {Limit::kGenerator, Limit::kSharedCores})
    EXPECT_EQ(Step(slow).limited_by(limit).verdict({"p99<100ms"}), kUnknown);
}

TEST(JudgeStep, KeepsAPassThatTheGeneratorCouldOnlyHaveSpoilt) {
  auto fast = Step(200).answered(200, 20ms).limited_by(Limit::kGenerator);
  EXPECT_EQ(fast.verdict({"p99<100ms"}), kPass);
  EXPECT_EQ(Step(20).answered(20, 20ms).limited_by(Limit::kGenerator).verdict({"p99<100ms"}),
            kLikelyPass);
  EXPECT_EQ(fast.sent(0.9).verdict({"p99<100ms"}), kUnknown) << "the load was not what was asked";
}

TEST(JudgeStep, BlamesTheServerWhereConnectionsForTwiceTheAllowedTimeWereInUse) {
  auto slow = Step(200).answered(200, 200ms).limited_by(Limit::kConnections);
  EXPECT_EQ(slow.connections(40).verdict({"p99<100ms"}), kFail);  // 200/s * 100 ms * 2
  EXPECT_EQ(slow.connections(39).verdict({"p99<100ms"}), kUnknown);
}

TEST(JudgeStep, BlamesTheServerWhereAllConnectionsThatASearchTakesWereInUse) {
  // 30,000/s * 100 ms: 3,000 are in use at the allowed time.
  auto slow = Step(30'000).answered(30'000, 200ms).limited_by(Limit::kConnections);
  EXPECT_EQ(slow.connections(kSearchConnections).verdict({"p99<100ms"}), kFail);
  EXPECT_EQ(slow.connections(kSearchConnections - 1).verdict({"p99<100ms"}), kUnknown);
  auto more = Step(50'000).answered(50'000, 200ms).limited_by(Limit::kConnections);
  EXPECT_EQ(more.connections(kSearchConnections).verdict({"p99<100ms"}), kUnknown);
}

// --- objectives ---

TEST(ParseObjective, TakesUpperLimitsAlone) {
  for (const auto* good :
       {"p99<100ms", "p99.9<=1s", "errors<0.1%", "errors<=0%", "mean<20ms", "max<1s"})
    EXPECT_TRUE(parse_objective(good)) << good;
  for (const auto* bad :
       {"p99>1s", "rate<5", "min<5ms", "errors>=1%", "p99<0", "errors<0%", "fast", ""})
    EXPECT_FALSE(parse_objective(bad)) << bad;
}

TEST(LongestAllowed, IsTheLongestTimeOfAll) {
  EXPECT_EQ(longest_allowed(objectives({"p50<20ms", "p99<100ms", "errors<1%"})), 100ms);
  EXPECT_FALSE(longest_allowed(objectives({"errors<1%"})));
}

}  // namespace
}  // namespace lab
