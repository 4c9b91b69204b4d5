// The command line of `loadgen plan`.
#include "loadgen/commands/plan_options.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lab {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::StartsWith;
using Words = std::vector<std::string>;

PlanOptions plan_options(const Words& words) {
  const auto parsed = parse_plan_options(words);
  EXPECT_TRUE(parsed) << parsed.error().text;
  return parsed ? *parsed : PlanOptions{};
}

std::string plan_refusal(const Words& words) {
  const auto parsed = parse_plan_options(words);
  EXPECT_FALSE(parsed);
  return parsed ? "" : parsed.error().text;
}

/// `words` behind what is needed at least.
Words with_work(const Words& words) {
  Words all{"--demand", "5000/s", "--slo", "p99<100ms", "--work", "io:40,cpu:2"};
  all.insert(all.end(), words.begin(), words.end());
  return all;
}

TEST(PlanOptions, HaveTheDefaultsThatTheReportStates) {
  const auto options = plan_options(with_work({}));
  EXPECT_EQ(options.question.demand.per_second, 5000);
  EXPECT_EQ(options.question.assume, PlanAssumptions{});
  ASSERT_EQ(options.question.objectives.latency.size(), 1u);
  ASSERT_TRUE(options.work);
  EXPECT_EQ(options.work->wait, 40ms);
  EXPECT_EQ(options.http_cpu, 25us);
  EXPECT_EQ(options.from, "");
}

TEST(PlanOptions, SetEveryAssumption) {
  const auto assume =
      plan_options(with_work({"--headroom", "35%", "--spare", "2", "--peak-factor", "1.5",
                              "--availability", "99.95%", "--stall", "3s", "--max-connections",
                              "500", "--connection-memory", "128KiB"}))
          .question.assume;
  EXPECT_DOUBLE_EQ(assume.headroom, .35);
  EXPECT_EQ(assume.spare, 2u);
  EXPECT_DOUBLE_EQ(assume.peak_factor, 1.5);
  EXPECT_DOUBLE_EQ(assume.availability, .9995);
  EXPECT_EQ(assume.stall, 3s);
  EXPECT_EQ(assume.max_connections, 500u);
  EXPECT_EQ(assume.connection_memory, 128u << 10);
}

TEST(PlanOptions, DescribeAnInstance) {
  const auto options = plan_options({"--demand", "5k", "--slo", "p99<100ms", "--slo", "errors<1%",
                                     "--per-instance", "800/s", "--service", "45ms", "--cpu", "2ms",
                                     "--cores", "2", "--memory", "1GiB", "--pooled", "20ms"});
  EXPECT_EQ(options.stated.at_most, Rate{800});
  EXPECT_EQ(options.stated.service, 45ms);
  EXPECT_EQ(options.stated.cpu, 2ms);
  EXPECT_EQ(options.stated.cores, 2u);
  EXPECT_EQ(options.stated.memory, 1u << 30);
  EXPECT_EQ(options.stated.pooled, 20ms);
  EXPECT_EQ(options.question.objectives.errors, .01);
}

TEST(PlanOptions, TakeObjectivesFromTheFileWhereNoneIsGiven) {
  EXPECT_EQ(plan_options({"--demand", "1", "--from", "c.json"}).from, "c.json");
  EXPECT_THAT(plan_refusal({"--demand", "1", "--work", "io:1"}), StartsWith("--slo:"));
  EXPECT_THAT(plan_refusal({"--demand", "1", "--work", "io:1", "--slo", "errors<1%"}),
              StartsWith("--slo:"));
}

TEST(PlanOptions, NameOneSourceOfFigures) {
  EXPECT_THAT(plan_refusal({"--demand", "1"}),
              HasSubstr("--from FILE, --work STEPS and --per-instance"));
  EXPECT_THAT(plan_refusal(with_work({"--from", "c.json"})), HasSubstr("exclude one another"));
  EXPECT_THAT(plan_refusal(with_work({"--per-instance", "5"})), HasSubstr("exclude one another"));
  EXPECT_THAT(plan_refusal(with_work({"--cpu", "2ms"})),
              HasSubstr("--service, --cpu and --pooled"));
  EXPECT_THAT(plan_refusal({"--demand", "1", "--from", "c.json", "--http-cost", "1ms"}),
              HasSubstr("only with --work"));
  EXPECT_THAT(plan_refusal({"--demand", "1", "--from", ""}), HasSubstr("--from"));
  EXPECT_THAT(plan_refusal({"--slo", "p99<1s", "--work", "io:1"}),
              StartsWith("--demand: is missing"));
}

TEST(PlanOptions, TakeAnAvailabilityThatMostRequestsCanKeepAndNotAll) {
  for (const auto& [text, share] :
       {std::pair("50%", .5), {"90%", .9}, {"99.999%", .99999}, {"99.99999%", .9999999}})
    EXPECT_DOUBLE_EQ(plan_options(with_work({"--availability", text})).question.assume.availability,
                     share);
  for (const auto* text : {"0%", "49.99%", "-1%", "99.999999%", "100%", "101%"})
    EXPECT_THAT(plan_refusal(with_work({"--availability", text})),
                StartsWith("--availability: '" + std::string(text) +
                           "' is not a share from 50% to 99.99999% (such as 99.9%)"));
}

TEST(PlanOptions, RefuseWhatNoPlanCanBeMadeOf) {
  for (const auto& [option, value] : {std::pair("--demand", "0"),
                                      {"--demand", "5/y"},
                                      {"--slo", "max<1s"},
                                      {"--slo", "p99"},
                                      {"--slo", "rate>5"},
                                      {"--cores", "0"},
                                      {"--cores", "1025"},
                                      {"--headroom", "20"},
                                      {"--headroom", "-1%"},
                                      {"--spare", "-1"},
                                      {"--spare", "1001"},
                                      {"--peak-factor", "0.5"},
                                      {"--availability", "x%"},
                                      {"--availability", "99"},
                                      {"--stall", "0"},
                                      {"--stall", "2h"},
                                      {"--max-connections", "0"},
                                      {"--memory", "0"},
                                      {"--http-cost", "0"},
                                      {"--per-instance", "1000001/s"},
                                      {"--pooled", "11s"},
                                      {"--expect", "p99<1s"},
                                      {"--connection-memory",
                                       "2"
                                       "PiB"}})
    EXPECT_THAT(plan_refusal(with_work({option, value})), HasSubstr(option))
        << option << ' ' << value;
  EXPECT_THAT(plan_refusal({"--demand", "1", "--slo", "p99<1s", "--work", "io"}),
              StartsWith("--work:"));
}

}  // namespace
}  // namespace lab
