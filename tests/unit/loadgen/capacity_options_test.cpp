// The command line of `loadgen capacity`.
#include "loadgen/commands/capacity_options.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lab {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

CapacityOptions capacity_options(const std::vector<std::string>& arguments) {
  const auto parsed = parse_capacity_options(arguments, 77);
  EXPECT_TRUE(parsed) << parsed.error().text;
  return parsed ? *parsed : CapacityOptions{};
}

std::string capacity_refusal(const std::vector<std::string>& arguments) {
  const auto parsed = parse_capacity_options(arguments, 77);
  EXPECT_FALSE(parsed);
  return parsed ? "" : parsed.error().text;
}

TEST(CapacityOptions, SearchAllOfOurServersUnlessToldOtherwise) {
  const auto options = capacity_options({});
  EXPECT_FALSE(options.url);
  EXPECT_EQ(options.kinds.size(), 4u);
  EXPECT_EQ(options.workload, "io:40,cpu:2");
  ASSERT_EQ(options.plan.objectives.size(), 2u);
  EXPECT_EQ(options.plan.objectives[0].text, "p99<100ms");
  EXPECT_EQ(options.plan.objectives[1].text, "errors<0.1%");
  EXPECT_EQ(options.plan.search.step, 5s);
  EXPECT_EQ(options.plan.search.budget, 2min);
  EXPECT_DOUBLE_EQ(options.plan.search.precision, 1.05);
  EXPECT_EQ(options.plan.seed, 77u);
}

TEST(CapacityOptions, SearchTheServerOfAUrl) {
  const auto options = capacity_options({"http://127.0.0.1:8080/io?ms=20", "--admin",
                                         "http://127.0.0.1:9080", "--slo", "p95<30ms", "-c", "40"});
  EXPECT_EQ(options.url->target, "/io?ms=20");
  EXPECT_EQ(options.admin->port, 9080);
  EXPECT_TRUE(options.kinds.empty());
  EXPECT_EQ(options.plan.connections, 40u);
}

std::vector<std::string> objectives_of(const std::vector<std::string>& arguments) {
  std::vector<std::string> texts;
  for (const auto& objective : capacity_options(arguments).plan.objectives)
    texts.push_back(objective.text);
  return texts;
}

TEST(CapacityOptions, KeepAnEyeOnErrorsUnlessTheyAreToldHowMany) {
  EXPECT_THAT(objectives_of({"--slo", "p95<30ms"}), ElementsAre("p95<30ms", "errors<0.1%"));
  EXPECT_THAT(objectives_of({"--slo", "errors<5%", "--slo", "p95<30ms"}),
              ElementsAre("errors<5%", "p95<30ms"));
  EXPECT_THAT(objectives_of({"--slo", "errors<5%"}), ElementsAre("errors<5%"));
}

TEST(CapacityOptions, QuickIsShortWhereNothingElseIsSaid) {
  const auto quick = capacity_options({"--quick", "--budget", "10s"}).plan.search;
  EXPECT_EQ(quick.step, 2s);
  EXPECT_EQ(quick.budget, 10s);
  EXPECT_DOUBLE_EQ(quick.precision, 1.1);
  EXPECT_EQ(capacity_options({"--quick"}).plan.search.budget, 60s);
}

/// What half a minute can't show takes longer steps, and there is time for them.
TEST(CapacityOptions, PutALongBudgetIntoLongerSteps) {
  const auto search = [](const std::vector<std::string>& arguments) {
    return capacity_options(arguments).plan.search;
  };
  EXPECT_EQ(search({}).longest, 20s);
  EXPECT_EQ(search({"--budget", "30m"}).step, 30s);
  EXPECT_EQ(search({"--budget", "30m"}).longest, 3min);
  EXPECT_EQ(search({"--budget", "30m", "--step", "5s"}).step, 5s);
  EXPECT_EQ(search({"--budget", "30m", "--step", "5s"}).longest, 3min);
  EXPECT_EQ(search({"--budget", "1m", "--step", "4s"}).longest, 16s);
}

TEST(CapacityOptions, StartNoHigherThanTheyMayGo) {
  EXPECT_EQ(capacity_options({"--max-rate", "5/s"}).plan.search.start, 5);
  EXPECT_EQ(capacity_options({"--start", "2k", "--max-rate", "3k"}).plan.search.start, 2000);
  EXPECT_THAT(capacity_refusal({"--start", "20", "--max-rate", "10"}), HasSubstr("--start"));
}

TEST(CapacityOptions, RefuseWhatDoesNotGoTogether) {
  EXPECT_THAT(capacity_refusal({"--admin", "http://127.0.0.1:1"}),
              StartsWith("--admin: there is no URL"));
  EXPECT_THAT(capacity_refusal({"http://a/", "--workload", "io:1"}), StartsWith("--workload"));
  EXPECT_THAT(capacity_refusal({"http://a/", "--servers", "async"}), StartsWith("--servers"));
  EXPECT_THAT(capacity_refusal({"http://a/", "--cacert", "x"}),
              StartsWith("--cacert: only https://"));
  EXPECT_THAT(capacity_refusal({"--insecure"}), StartsWith("--insecure: only https://"));
  EXPECT_THAT(capacity_refusal({"--unix-socket", "/tmp/x"}), StartsWith("--unix-socket: "));
  EXPECT_THAT(capacity_refusal({"--budget", "3s"}), HasSubstr("less than one step of 5s"));
}

TEST(CapacityOptions, NameTheValueThatIsWrong) {
  EXPECT_THAT(capacity_refusal({"--slo", "p99>1s"}), HasSubstr("'p99>1s' is no upper limit"));
  EXPECT_THAT(capacity_refusal({"--slo", "rate>=5k"}), HasSubstr("searched for"));
  EXPECT_THAT(capacity_refusal({"--workload", "io:40 cpu:2"}),
              HasSubstr("step 'io:40 cpu:2' is not io:MS"));
  EXPECT_THAT(capacity_refusal({"--servers", "nginx"}), HasSubstr("'nginx' is not one of process"));
  EXPECT_THAT(capacity_refusal({"--step", "10ms"}), HasSubstr("--step"));
  EXPECT_THAT(capacity_refusal({"--precision", "5"}), HasSubstr("from 1% to 50%"));
  EXPECT_THAT(capacity_refusal({"--precision", "0.5%"}), HasSubstr("from 1% to 50%"));
  EXPECT_THAT(capacity_refusal({"--start", "0.1"}), HasSubstr("below 1/s"));
  EXPECT_THAT(capacity_refusal({"--max-rate", "2000k"}), HasSubstr("above 1000k/s"));
  EXPECT_THAT(capacity_refusal({"--connections", "0"}), HasSubstr("--connections"));
  EXPECT_THAT(capacity_refusal({"http://a/", "http://b/"}), HasSubstr("http://b/"));
}

// --- what a step sends ---

TEST(LoadOfAStep, IsAnOpenLoopWithConnectionsForTwiceTheAllowedTime) {
  const auto plan = capacity_options({"--slo", "p99<100ms"}).plan;
  const auto url = *parse_url("http://127.0.0.1:8080/io?ms=20");
  const auto load = load_of(plan, url, {.rate = 400, .length = 5s});
  EXPECT_EQ(load.mix.front().target, "/io?ms=20");
  EXPECT_EQ(load.open_loop->arrivals, ArrivalKind::kPoisson);
  EXPECT_EQ(load.open_loop->rate.per_second, 400);
  EXPECT_EQ(load.connections, 80u);
  EXPECT_EQ(load.duration, 5s);
  EXPECT_EQ(load.warmup, 1s);
  EXPECT_GE(load.grace, 100ms) << "or nobody knows which requests were slow";
  EXPECT_GT(load.timeout, 100ms);
}

TEST(LoadOfAStep, SendsTheHeadersThatWereGivenFromSoManyThreads) {
  const auto plan =
      capacity_options({"http://a/", "-H", "X-Key: 7", "-H", "Accept:", "-t", "3"}).plan;
  const auto load = load_of(plan, *parse_url("http://a/"), {.rate = 400, .length = 5s});
  ASSERT_EQ(load.headers.size(), 2u);
  EXPECT_EQ(load.headers[0].name + "=" + load.headers[0].value, "X-Key=7");
  EXPECT_EQ(load.threads, 3u);
  EXPECT_THAT(capacity_refusal({"-H", "no colon"}), HasSubstr("--header"));
  EXPECT_THAT(capacity_refusal({"-t", "0"}), HasSubstr("--threads"));
}

TEST(LoadOfAStep, TakesItsWarmUpAndItsGraceBesidesItsLength) {
  const auto overhead = [](const char* objective) {
    return search_of(capacity_options({"--slo", objective}).plan, *parse_url("http://a/")).overhead;
  };
  EXPECT_EQ(overhead("p99<100ms"), 1500ms);
  EXPECT_EQ(overhead("p99<2s"), 8s);
}

TEST(LoadOfAStep, WarmsUpUntilTheLongestRequestsThatAreAllowedEnd) {
  const auto plan = capacity_options({"--quick", "--slo", "p99<4s"}).plan;
  for (const auto length : {1s, 4s})
    EXPECT_EQ(load_of(plan, *parse_url("http://a/"), {.rate = 10, .length = length}).warmup, 4s);
  EXPECT_THAT(capacity_refusal({"--slo", "p99<1h", "--budget", "5m"}),
              HasSubstr("--budget: 5m is less than the 1h that a request may take by --slo"));
}

TEST(LoadOfAStep, WaitsLongerWhereMoreTimeIsAllowed) {
  const auto plan = capacity_options({"--slo", "p99<8s", "--step", "30s"}).plan;
  const auto load = load_of(plan, *parse_url("http://127.0.0.1/"), {.rate = 4, .length = 30s});
  EXPECT_EQ(load.warmup, 16s);
  EXPECT_GE(load.grace, 8s);
  EXPECT_GE(load.timeout, 16s);
}

// --- an idle server ---

TEST(JudgeIdle, WaitsForABusyServerFiveSecondsLongerThanThePause) {
  ServerSample busy, queueing;
  busy.in_flight = 1;
  queueing.queued = 1;
  for (const auto& look : {busy, queueing}) {
    EXPECT_EQ(judge_idle(look, 0s, 500ms), Idle::kNotYet);
    EXPECT_EQ(judge_idle(look, 5499ms, 500ms), Idle::kNotYet);
    EXPECT_EQ(judge_idle(look, 5500ms, 500ms), Idle::kNever);
    EXPECT_EQ(judge_idle(look, 6s, 2s), Idle::kNotYet);
  }
}

TEST(JudgeIdle, DoesNotWaitForAServerThatIsIdleOrDoesNotTell) {
  EXPECT_EQ(judge_idle(ServerSample{}, 0s, 500ms), Idle::kYes);
  EXPECT_EQ(judge_idle(std::nullopt, 0s, 500ms), Idle::kYes);
}

TEST(ConnectionsFor, StayWithinWhatAGeneratorHolds) {
  const auto& objectives = usual_objectives();
  EXPECT_EQ(connections_for(objectives, 1), 10u);
  EXPECT_EQ(connections_for(objectives, 1e6), 4000u);
}

}  // namespace
}  // namespace lab
