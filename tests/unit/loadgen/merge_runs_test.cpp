// Several runs become one without loss, and the report says where the sum misleads.
#include "loadgen/stats/merge_runs.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/loadgen/random_run.hpp"

namespace lab {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

RunResult merged(RunResult a, const RunResult& b) {
  a.merge(b);
  return a;
}

TEST(MergedFacts, AreWhatOneRecordingOfAllRequestsGives) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const auto apart = merged(random_result(seed), random_result(seed + 100));
    EXPECT_EQ(apart, RandomRun().record(seed).record(seed + 100).result()) << seed;
    EXPECT_TRUE(check_identity(apart));
  }
}

TEST(MergedFacts, DoNotDependOnWhichWereMergedFirst) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const auto a = random_result(seed);
    const auto b = random_result(seed + 100);
    const auto c = random_result(seed + 200);
    EXPECT_EQ(merged(merged(a, b), c), merged(a, merged(b, c))) << seed;
  }
}

/// A run of so long, that began so long after the first.
NamedRun run_of(const std::string& name, Duration began, Duration measured) {
  NamedRun one{name, {two_entries(), random_result(std::hash<std::string>()(name)), {}}};
  one.run.result.machine.reset();
  one.run.plan.seed = 1;
  one.run.result.began = WallTime(1'700'000'000s) + std::chrono::floor<WallTime::duration>(began);
  one.run.result.measured = measured;
  return one;
}

TEST(MergeRuns, AddsUpWhatTheMachinesHadTogether) {
  auto a = run_of("a", 0s, 5s);
  auto b = run_of("b", 1s, 5s);
  a.run.plan.connections = 10;
  b.run.plan.connections = 30;
  a.run.plan.threads = 1;
  b.run.plan.threads = 2;
  b.run.plan.open_loop->rate.per_second = 100;
  const auto all = merge_runs({a, b});
  ASSERT_TRUE(all);
  EXPECT_EQ(all->plan.connections, 40u);
  EXPECT_EQ(all->plan.threads, 3u);
  EXPECT_EQ(all->plan.open_loop->rate.per_second, 300);
  auto facts = merged(a.run.result, b.run.result);
  facts.machine.reset();
  EXPECT_EQ(all->result, facts);
}

TEST(MergeRuns, LeavesTheCoresOfAMachineToTheReportOfTheRunOnIt) {
  auto beside = run_of("a", 0s, 5s);
  beside.run.result.machine = MachineFacts{900, 100, 2};
  const auto all = merge_runs({beside, run_of("remote", 0s, 5s)});
  EXPECT_FALSE(all->result.machine) << "the threads of both are not on these two cores";
  EXPECT_THAT(all->notes,
              Contains("a: beside the server; only its own report tells of the shared cores"));
  EXPECT_EQ(merge_runs({beside})->result.machine, beside.run.result.machine);
}

TEST(MergeRuns, AddsUpRequestsWhenAllRunsHadANumberOfThem) {
  auto a = run_of("a", 0s, 5s);
  auto b = run_of("b", 0s, 5s);
  a.run.plan.requests = 10;
  EXPECT_EQ(merge_runs({a, b})->plan.requests, std::nullopt);
  b.run.plan.requests = 5;
  EXPECT_EQ(merge_runs({a, b})->plan.requests, 15u);
}

TEST(MergeRuns, SaysOfWhatTheReportIsMade) {
  EXPECT_THAT(
      merge_runs({run_of("a", 0s, 5s), run_of("b", 200ms, 5s)})->notes,
      ElementsAre("a: 5.00s from 2023-11-14 22:13:20 UTC, connections 50, threads 1",
                  "b: 5.00s from 2023-11-14 22:13:20 UTC, connections 50, threads 1",
                  "windows began 200ms apart; each run's seconds count from its own begin"));
}

TEST(MergeRuns, KeepsTheNotesOfEachRun) {
  auto a = run_of("a", 0s, 5s);
  a.run.notes = {"interrupted"};
  EXPECT_THAT(merge_runs({a, run_of("b", 0s, 5s)})->notes, Contains("a: interrupted"));
}

TEST(MergeRuns, WarnsOfWindowsThatWereNotOpenTogether) {
  const auto notes = [](Duration began) {
    return merge_runs({run_of("a", 0s, 5s), run_of("b", began, 5s)})->notes;
  };
  EXPECT_THAT(notes(5s), Contains("! a, b not measured at the same time: rates do not add up"));
  EXPECT_THAT(notes(-5s), Contains("! b, a not measured at the same time: rates do not add up"));
  EXPECT_THAT(notes(4999ms), Not(Contains(HasSubstr("same time"))));
}

TEST(MergeRuns, WarnsOfAWindowThatNeverBegan) {
  auto b = run_of("b", 0s, 0s);
  b.run.result.began.reset();
  EXPECT_THAT(merge_runs({run_of("a", 0s, 5s), b})->notes,
              Contains("b: its window never began, so nothing says that they met"));
}

TEST(MergeRuns, WarnsOfWindowsOfDifferentLengths) {
  const auto notes = [](Duration measured) {
    return merge_runs({run_of("a", 0s, 5s), run_of("b", 0s, measured)})->notes;
  };
  EXPECT_THAT(notes(4s),
              Contains("! windows of 4.00s to 5.00s: rates divide by the longer and are too low"));
  EXPECT_THAT(notes(4960ms), Not(Contains(HasSubstr("windows of"))));
}

TEST(MergeRuns, NotesPlansThatDifferInWhatMayDiffer) {
  auto b = run_of("b", 0s, 5s);
  b.run.plan.server = *parse_full_url("https://other/");
  b.run.plan.timeout = 5s;
  b.run.plan.seed = 2;
  const auto notes = merge_runs({run_of("a", 0s, 5s), b})->notes;
  EXPECT_THAT(notes, Contains("b: server https://other, where a has http://127.0.0.1:8080"));
  EXPECT_THAT(notes, Contains("b: timeout 5s, where a has 10s"));
  EXPECT_THAT(notes, Contains("b: seed 2, where a has 1"));
}

std::string refusal(void (*change)(LoadPlan&)) {
  auto b = run_of("b", 0s, 5s);
  change(b.run.plan);
  const auto all = merge_runs({run_of("a", 0s, 5s), b});
  return all ? "merged" : all.error().text;
}

TEST(MergeRuns, RefusesPlansThatAskForSomethingElse) {
  EXPECT_EQ(refusal([](LoadPlan&) {}), "merged");
  EXPECT_EQ(refusal([](LoadPlan& plan) { plan.method = Method::kHead; }),
            "b: method HEAD, where a has GET");
  EXPECT_EQ(refusal([](LoadPlan& plan) { plan.mix[0].weight = 1; }),
            "b: mix 1 /io?ms=20, 5 /block?ms=50, where a has 0.95 /io?ms=20, 5 /block?ms=50");
  EXPECT_EQ(refusal([](LoadPlan& plan) { plan.open_loop.reset(); }),
            "b: loop closed, where a has open, Poisson");
  EXPECT_EQ(refusal([](LoadPlan& plan) { plan.open_loop->arrivals = ArrivalKind::kUniform; }),
            "b: loop open, uniform, where a has open, Poisson");
  EXPECT_EQ(refusal([](LoadPlan& plan) { plan.keep_alive = KeepAlive::kOff; }),
            "b: keep-alive off, where a has on");
}

TEST(MergeRuns, RefusesTheSameRunTwice) {
  const auto a = run_of("a", 0s, 5s);
  const auto all = merge_runs({a, run_of("b", 0s, 5s), {"c", a.run}});
  ASSERT_FALSE(all);
  EXPECT_EQ(all.error().text, "c: the same run as a");
}

}  // namespace
}  // namespace lab
