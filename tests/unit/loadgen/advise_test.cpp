// Advice: what is predicted of each model, which is named, and what the rule of thumb is worth.
#include "loadgen/advise/advice.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <optional>

#include "loadgen/stats/queueing.hpp"
#include "tests/unit/loadgen/advised.hpp"

namespace lab {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

std::string_view picked(const Advice& advice) {
  return advice.outlooks[advice.pick].candidate.name;
}

std::vector<std::string> tied(const Advice& advice) {
  std::vector<std::string> names;
  for (const auto i : advice.ties) names.emplace_back(advice.outlooks[i].candidate.name);
  return names;
}

const Outlook& outlook_of(const Advice& advice, std::string_view name) {
  return *std::find_if(advice.outlooks.begin(), advice.outlooks.end(),
                       [&](const Outlook& outlook) { return outlook.candidate.name == name; });
}

// --- predictions ---

TEST(Outlook, AddsWhatHttpCostsToTheLaw) {
  const auto advice = advice_for("io:40,cpu:2");
  EXPECT_NEAR(outlook_of(advice, "async").per_second, 1 / 0.002025, 0.1);
  EXPECT_NEAR(outlook_of(advice, "hybrid").per_second, 2 / 0.002025, 0.1);
  EXPECT_NEAR(outlook_of(advice, "thread").per_second, 2 / 0.002025, 0.1);
  EXPECT_NEAR(outlook_of(advice, "process").per_second, 2 / 0.042025, 0.1);
  EXPECT_EQ(outlook_of(advice, "process").limit, Bottleneck::kWorkers);
  EXPECT_EQ(outlook_of(advice, "async").limit, Bottleneck::kLoop);
  EXPECT_NEAR(to_seconds(*outlook_of(advice, "async").mean), 200 * 0.002025, 1e-6) << "N / X";
}

TEST(Outlook, CountsThePoolsComputingToTheCores) {
  const auto advice = advice_for("cpu:4@pool");
  EXPECT_NEAR(outlook_of(advice, "async").per_second, 2 / 0.004025, 0.1);
  EXPECT_EQ(outlook_of(advice, "async").limit, Bottleneck::kCores);
}

TEST(Outlook, GivesPreforkTheProcessesThatTheLoadKeepsBusy) {
  const auto workers = [](const Advice& advice) {
    return outlook_of(advice, "prefork").candidate.deployment.workers;
  };
  EXPECT_EQ(workers(advice_for("io:50")), 200) << "one a client";
  EXPECT_EQ(workers(advice_for("io:40,cpu:2")), 56) << "42 busy, 41.5 at the cores' most";
  EXPECT_EQ(workers(advice_for("io:50", on(2, 5000))), kMostPrefork);
  auto asked = on(2);
  asked.rate = Rate{300};
  EXPECT_EQ(workers(advice_for("io:50", asked)), 21) << "15 busy on average, of 20.01";
}

TEST(Outlook, LeavesOutWhatIsNoOtherWay) {
  const auto names = [](const Advice& advice) {
    std::vector<std::string> all;
    for (const auto& outlook : advice.outlooks) all.emplace_back(outlook.candidate.name);
    return all;
  };
  EXPECT_THAT(names(advice_for("cpu:5", on(1))), ElementsAre("async", "thread", "process"));
  EXPECT_THAT(names(advice_for("cpu:5", on(1), {"prefork", "hybrid"})),
              ElementsAre("hybrid", "prefork"))
      << "but what is named is there";
}

TEST(Outlook, OfFewClientsKnowsThatALoopMayHaveNone) {
  const auto advice = advice_for("cpu:5", on(2, 2));
  EXPECT_NEAR(outlook_of(advice, "hybrid").per_second, 1.5 / 0.005025, 0.1);
  EXPECT_EQ(outlook_of(advice, "hybrid").limit, Bottleneck::kLoop);
  EXPECT_EQ(picked(advice), "thread");
}

TEST(Outlook, InClosedLoopIsABoundUnlessNobodyCanWait) {
  const auto tail = [](int clients, std::string_view name) {
    return outlook_of(advice_for("io:20,cpu:2", on(2, static_cast<unsigned>(clients))), name).p99;
  };
  EXPECT_EQ(tail(1, "async")->bound, TailBound::kExact);
  EXPECT_EQ(tail(2, "thread")->bound, TailBound::kExact) << "a core each";
  EXPECT_EQ(tail(2, "async")->bound, TailBound::kAtLeast) << "one loop for both";
  EXPECT_EQ(tail(8, "thread")->bound, TailBound::kAtLeast);
  EXPECT_EQ(tail(200, "async")->bound, TailBound::kExact) << "the loop takes all in turn";
  EXPECT_FALSE(tail(200, "thread"));
}

TEST(Outlook, InOpenLoopIsTheRateAndItsWait) {
  auto asked = on(2);
  asked.rate = Rate{100};
  const auto advice = advice_for("block:5", asked);
  const auto& async = outlook_of(advice, "async");
  const Md1 queue{100 * 0.005025, 5025us};
  EXPECT_EQ(async.per_second, 100);
  EXPECT_NEAR(to_seconds(*async.mean), to_seconds(5025us + queue.mean_wait()), 1e-6);
  EXPECT_NEAR(to_seconds(async.p99->value), to_seconds(5025us + queue.wait_percentile(99)), 1e-6);
  EXPECT_EQ(async.p99->bound, TailBound::kExact);
  EXPECT_EQ(outlook_of(advice, "process").p99->bound, TailBound::kAtMost) << "M/M/w varies more";
  EXPECT_FALSE(outlook_of(advice, "thread").p99) << "the kernel shares cores, no queue does";
}

TEST(Outlook, InOpenLoopWaitsForTheCoresWhoeverComputesOnThem) {
  auto asked = on(2);
  asked.rate = Rate{390};  // of 398 that two cores do
  const auto in_pool = advice_for("cpu:5@pool", asked);
  const auto at_the_cores = *outlook_of(in_pool, "thread").mean;
  EXPECT_GE(*outlook_of(in_pool, "async").mean, at_the_cores);
  EXPECT_GE(*outlook_of(in_pool, "hybrid").mean, at_the_cores);
  asked.rate = Rate{900};  // of 988
  const auto processes = advice_for("io:20,cpu:2", asked);
  EXPECT_GE(*outlook_of(processes, "prefork").mean, *outlook_of(processes, "thread").mean)
      << "a process is held while it waits for a core";
}

TEST(Outlook, OfMoreThanItCanServeHasNoLatency) {
  auto asked = on(2);
  asked.rate = Rate{250};
  const auto advice = advice_for("block:5", asked);
  EXPECT_FALSE(outlook_of(advice, "async").mean);
  EXPECT_NEAR(outlook_of(advice, "async").per_second, 199, 0.1);
  EXPECT_EQ(picked(advice), "thread") << "hybrid keeps up, and lets its clients wait";
}

// --- which one ---

struct Question {
  const char* work;
  unsigned connections;
  const char* advised;
  Standing rule;
};

/// On 2 cores. The last four are where the rule of thumb is wrong.
const std::vector<Question> kQuestions{{"io:50", 200, "async", Standing::kTies},
                                       {"io:50", 1000, "async", Standing::kSame},
                                       {"io:10,io:10,cpu:0.05", 200, "async", Standing::kSame},
                                       {"cpu:5", 16, "hybrid", Standing::kTies},
                                       {"cpu:5@pool", 16, "async", Standing::kTies},
                                       {"block:20", 200, "thread", Standing::kSame},
                                       {"io:40,block:0.05@pool", 200, "async", Standing::kSame},
                                       {"io:40,cpu:2", 200, "hybrid", Standing::kWorse},
                                       {"io:45,block:5", 200, "thread", Standing::kWorse},
                                       {"cpu:3,io:2", 200, "hybrid", Standing::kWorse},
                                       {"cpu:3,block:2", 200, "thread", Standing::kWorse}};

TEST(Advice, NamesTheCheapestOfTheBestAndJudgesTheRuleOfThumb) {
  for (const auto& [work, connections, advised, standing] : kQuestions) {
    SCOPED_TRACE(work);
    const auto advice = advice_for(work, on(2, connections));
    EXPECT_EQ(picked(advice), advised);
    ASSERT_TRUE(advice.rule);
    EXPECT_EQ(advice.rule->standing, standing);
  }
}

TEST(Advice, CallsTenPerCentATie) {
  EXPECT_THAT(tied(advice_for("io:50")), ElementsAre("hybrid", "thread", "prefork"));
  EXPECT_THAT(tied(advice_for("cpu:5")), ElementsAre("thread", "process"));
  EXPECT_THAT(tied(advice_for("io:45,block:5")), ElementsAre("prefork"));
}

TEST(Advice, CallsWhatHttpDecidesATie) {
  const auto advice = advice_for("io:0");
  EXPECT_EQ(picked(advice), "async") << "half of what two cores could do, by the law";
  EXPECT_THAT(tied(advice), ElementsAre("hybrid", "thread", "process"));
  EXPECT_TRUE(outlook_of(advice, "async").http_bound);
  EXPECT_FALSE(advice.rule) << "it has no line for this";
}

TEST(Advice, SaysByHowMuchTheRuleOfThumbIsWrong) {
  const auto advice = advice_for("io:45,block:5");
  EXPECT_EQ(advice.rule->rule->name, "I/O-heavy");
  EXPECT_NEAR(advice.rule->share, (1 / 0.005025) / (200 / 0.050025), 1e-6);
}

TEST(Advice, InOpenLoopTakesTheFastestOfThoseThatKeepUp) {
  auto asked = on(2);
  asked.rate = Rate{20};
  EXPECT_EQ(picked(advice_for("block:5", asked)), "async") << "hardly anybody waits";
  asked.rate = Rate{180};
  const auto advice = advice_for("block:5", asked);
  EXPECT_EQ(picked(advice), "thread");
  EXPECT_EQ(advice.rule->standing, Standing::kSame);
}

TEST(Advice, AmongNamedServersIsOneOfThem) {
  const auto advice = advice_for("io:45,block:5", on(2), {"async", "hybrid"});
  EXPECT_EQ(picked(advice), "hybrid");
  ASSERT_TRUE(advice.rule);
  EXPECT_FALSE(advice_for("cpu:5", on(2), {"async", "hybrid"}).rule) << "processes are left out";
}

// --- what would change it ---

std::optional<Change> change_of(const Advice& advice, ChangeKind kind) {
  const auto& changes = advice.changes;
  const auto found = std::find_if(changes.begin(), changes.end(),
                                  [&](const Change& change) { return change.kind == kind; });
  return found == changes.end() ? std::nullopt : std::optional(*found);
}

TEST(Advice, FindsFromWhatBlockingOnItWouldBeAnotherOne) {
  const auto advice = advice_for("io:40,cpu:2");
  const auto change = change_of(advice, ChangeKind::kBlocking);
  ASSERT_TRUE(change);
  EXPECT_EQ(change->name, "thread");
  // 2 loops / (2.025 ms + H) falls below nine tenths of 2 cores / 2.025 ms.
  EXPECT_NEAR(to_ms(change->more), 2.025 / 0.9 - 2.025, 0.01);
}

TEST(Advice, FindsWhatThePoolWouldChange) {
  const auto pool = change_of(advice_for("io:40,cpu:2"), ChangeKind::kPool);
  ASSERT_TRUE(pool);
  EXPECT_EQ(pool->name, "async");
  const auto threads = change_of(advice_for("io:20,block:4@pool"), ChangeKind::kPoolThreads);
  ASSERT_TRUE(threads);
  EXPECT_EQ(threads->name, "hybrid") << "2 loops with 16 threads each serve 8,000/s";
  EXPECT_EQ(threads->pool_threads, 16);
}

TEST(Advice, FindsWhatOtherCrowdsWouldChange) {
  const auto change = change_of(advice_for("io:45,block:5"), ChangeKind::kFewerConnections);
  ASSERT_TRUE(change);
  EXPECT_EQ(change->connections, 20u);
  EXPECT_EQ(change->name, "hybrid") << "20 clients / 50 ms are no more than two loops serve";
  EXPECT_FALSE(change_of(advice_for("io:50"), ChangeKind::kMoreConnections));
}

}  // namespace
}  // namespace lab
