// What a sweep plans, what it predicts, and what it makes of its rounds.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "loadgen/stats/queueing.hpp"
#include "loadgen/sweep/target_demand.hpp"
#include "tests/unit/loadgen/sample_sweep.hpp"

namespace lab {
namespace {

using namespace std::chrono_literals;

// --- the plan ---

TEST(SweepOrder, HasEveryStepOnce) {
  const auto order = order_of_round(2, 3, 1, 0);
  ASSERT_EQ(order.size(), 6u);
  for (std::size_t server = 0; server < 2; ++server) {
    for (std::size_t load = 0; load < 3; ++load)
      EXPECT_EQ(std::count(order.begin(), order.end(), StepPlace{server, load}), 1);
  }
}

TEST(SweepOrder, IsRandomInEachRoundAndFixedByTheSeed) {
  EXPECT_EQ(order_of_round(1, 20, 5, 0), order_of_round(1, 20, 5, 0));
  EXPECT_NE(order_of_round(1, 20, 5, 0), order_of_round(1, 20, 5, 1));
  EXPECT_NE(order_of_round(1, 20, 5, 0), order_of_round(1, 20, 6, 0));
}

TEST(SweepPlan, IsAClosedLoopOfClientsOrAnOpenOneOfRandomArrivals) {
  SweepPlan plan;
  plan.target = "/hello";
  plan.seed = 10;
  const auto closed = load_plan(plan, {}, 8, 2);
  EXPECT_EQ(closed.connections, 8u);
  EXPECT_FALSE(closed.open_loop);
  EXPECT_EQ(closed.mix.front().target, "/hello");
  plan.kind = LoadKind::kRates;
  const auto open = load_plan(plan, {}, 300, 2);
  EXPECT_EQ(open.connections, plan.connections);
  EXPECT_EQ(open.open_loop->rate.per_second, 300);
  EXPECT_EQ(open.open_loop->arrivals, ArrivalKind::kPoisson);
  EXPECT_EQ(open.seed, 12u) << "each round has arrivals of its own";
}

TEST(SweepPlan, NeedsAsManyConnectionsAsItsHighestStep) {
  SweepPlan plan;
  plan.loads = {1, 64, 128};
  EXPECT_EQ(most_connections(plan), 128u);
  plan.kind = LoadKind::kRates;
  plan.connections = 30;
  EXPECT_EQ(most_connections(plan), 30u);
}

// --- what a target demands ---

TEST(TargetDemand, IsReadFromTheWorkEndpoints) {
  EXPECT_EQ(demand_of_target("/io?ms=20")->wait, 20ms);
  EXPECT_EQ(demand_of_target("/io")->wait, 50ms) << "the server's default";
  EXPECT_EQ(demand_of_target("/io?ms=20&via=pool")->pool, 20ms);
  EXPECT_EQ(demand_of_target("/block?ms=3.5")->hold, 3500us);
  EXPECT_EQ(demand_of_target("/cpu?ms=5")->cpu, 5ms);
  EXPECT_EQ(demand_of_target("/cpu?ms=5&via=pool")->pool_cpu, 5ms);
  EXPECT_EQ(demand_of_target("/mix?cpu=2")->total(), 42ms);
  EXPECT_EQ(demand_of_target("/work?do=io:20,cpu:5@pool,block:2")->total(), 27ms);
  EXPECT_EQ(demand_of_target("/work?do=io%3A20")->wait, 20ms) << "decoded";
}

TEST(TargetDemand, IsUnknownOfEverythingElse) {
  for (const auto* target : {"/", "/hello", "/io/network?ms=5", "/cpu/primes?n=5", "/state",
                             "/io?ms=x", "/io?nonsense=1", "/cpu?via=await", "/work?do="})
    EXPECT_FALSE(demand_of_target(target)) << target;
}

// --- predictions ---

Basis target_basis(const Demand& demand, const Deployment& deployment) {
  return {Basis::From::kTarget, demand, deployment};
}

TEST(SweepPrediction, OfClientsIsTheBottleneckLaw) {
  const auto basis = target_basis({.wait = 20ms}, {Model::kProcess, 2, 2, 0});
  EXPECT_DOUBLE_EQ(*predict_clients(basis, 1).per_second, 50);
  EXPECT_DOUBLE_EQ(*predict_clients(basis, 8).per_second, 100);
  EXPECT_EQ(*predict_clients(basis, 8).latency, 80ms);
  EXPECT_DOUBLE_EQ(*predict_clients(basis, 1.5).per_second, 75) << "for a line";
}

TEST(SweepPrediction, OfRatesIsTheQueueOfEachModel) {
  const Duration wait = Md1{0.5, 10ms}.mean_wait();
  const auto async = target_basis({.wait = 5ms, .hold = 10ms}, {Model::kAsync, 1, 2, 4});
  EXPECT_EQ(*predict_rate(async, 50).latency, 15ms + wait);
  const auto hybrid = target_basis({.wait = 5ms, .hold = 10ms}, {Model::kAsync, 2, 2, 4});
  EXPECT_EQ(*predict_rate(hybrid, 100).latency, 15ms + wait) << "each loop has half of them";
  const auto process = target_basis({.wait = 20ms}, {Model::kProcess, 2, 2, 0});
  EXPECT_EQ(*predict_rate(process, 50).latency, 20ms + (Mdc{0.5, 2, 20ms}.mean_wait()));
  const auto thread = target_basis({.wait = 5ms, .cpu = 10ms}, {Model::kThread, 1, 2, 0});
  EXPECT_EQ(*predict_rate(thread, 100).latency, 15ms + (Mmc{0.5, 2, 10ms}.mean_wait()));
}

TEST(SweepPrediction, AddsTheWaitForThePool) {
  const auto basis = target_basis({.pool = 20ms}, {Model::kAsync, 1, 2, 4});
  EXPECT_EQ(*predict_rate(basis, 100).latency, 20ms + (Mdc{0.5, 4, 20ms}.mean_wait()));
}

TEST(SweepPrediction, HasThePoolsComputingWaitForACoreToo) {
  const Demand demand{.pool = 40ms, .pool_cpu = 40ms};
  const auto async = predict_rate(target_basis(demand, {Model::kAsync, 1, 2, 4}), 45);
  const auto thread = predict_rate(target_basis(demand, {Model::kThread, 1, 2, 0}), 45);
  EXPECT_EQ(async.latency, thread.latency) << "four threads for two cores";
  const auto one = predict_rate(target_basis(demand, {Model::kAsync, 1, 2, 1}), 20);
  EXPECT_EQ(*one.latency, 40ms + (Md1{0.8, 40ms}.mean_wait())) << "one thread is the limit";
}

TEST(SweepPrediction, HasMoreWorkersThanCoresWaitForBoth) {
  const Demand demand{.wait = 30ms, .cpu = 10ms};
  const auto few = *predict_rate(target_basis(demand, {Model::kProcess, 2, 2, 0}), 40).latency;
  const auto many = *predict_rate(target_basis(demand, {Model::kProcess, 40, 2, 0}), 40).latency;
  const auto for_core = Mmc{0.2, 2, 10ms}.mean_wait();
  EXPECT_NEAR(to_ms(many), to_ms(40ms + for_core), 0.01) << "40 workers are always free";
  EXPECT_GT(few, many);
}

TEST(SweepPrediction, HasNoLatencyBeyondTheCapacity) {
  const auto basis = target_basis({.hold = 10ms}, {Model::kAsync, 1, 2, 4});
  EXPECT_EQ(predict_rate(basis, 100), (PredictedStep{100, std::nullopt}));
  EXPECT_EQ(predict_rate(basis, 250), (PredictedStep{100, std::nullopt}));
}

TEST(SweepPrediction, RestsOnTheLowestLoadWhereTheTargetIsUnknown) {
  SweepPlan plan;
  const Deployment process{Model::kProcess, 2, 2, 0};
  const auto basis = basis_of(plan, process, LowestStep{1, 20ms, 4ms});
  EXPECT_EQ(basis.from, Basis::From::kLowestLoad);
  EXPECT_EQ(basis.demand.wait, 16ms);
  EXPECT_EQ(basis.demand.cpu, 4ms);
  EXPECT_DOUBLE_EQ(*predict_clients(basis, 8).per_second, 100) << "2 workers / 20 ms";
  plan.kind = LoadKind::kRates;
  const auto open = basis_of(plan, process, LowestStep{10, 20ms, 4ms});
  EXPECT_EQ(*predict_rate(open, 50).latency, 20ms + (Mmc{0.5, 2, 20ms}.mean_wait()))
      << "of unknown spread";
}

TEST(SweepPrediction, KnowsTheClientsAloneWithoutAnAdminPort) {
  const auto basis = basis_of({}, std::nullopt, LowestStep{1, 20ms, std::nullopt});
  EXPECT_DOUBLE_EQ(*predict_clients(basis, 8).per_second, 400);
  EXPECT_EQ(predict_rate(basis, 8), PredictedStep{});
}

TEST(SweepPrediction, HasNothingToRestOnWhereTheLadderBeginsWithSeveralClients) {
  const auto basis = basis_of({}, Deployment{}, LowestStep{4, 20ms, 4ms});
  EXPECT_EQ(basis.from, Basis::From::kNothing);
  EXPECT_EQ(predict_clients(basis, 8), PredictedStep{});
  EXPECT_EQ(basis_of({}, Deployment{}, std::nullopt).from, Basis::From::kNothing);
}

TEST(SweepPrediction, DoesNotBelieveATargetOfAServerThatDoesNotTellHowItRuns) {
  SweepPlan plan;
  plan.demand = Demand{.wait = 50ms};
  EXPECT_EQ(basis_of(plan, std::nullopt, LowestStep{1, 20ms, {}}).demand.total(), 20ms);
}

// --- the summary ---

TEST(SweepSummary, IsOfMediansOverRounds) {
  const auto summary = summaries_of(two_workers(3)).front();
  ASSERT_EQ(summary.rows.size(), 4u);
  const auto& row = summary.rows[3];
  EXPECT_EQ(row.rounds, 3u);
  EXPECT_DOUBLE_EQ(row.good->median, 100.5);
  EXPECT_TRUE(row.good->interval->contains(100.5));
  EXPECT_EQ(row.mean->value, 80ms);
  EXPECT_DOUBLE_EQ(*row.predicted.per_second, 100);
  EXPECT_EQ(*row.predicted.latency, 80ms);
}

TEST(SweepSummary, FindsTheKneeOfClientsAndOfRates) {
  EXPECT_NEAR(summaries_of(two_workers(3))[0].knee.at, 2, 0.02);
  const auto open = summaries_of(one_loop(3)).front();
  EXPECT_EQ(open.knee.at, 60);
  EXPECT_FALSE(open.usl) << "rates are no load in the sense of the law";
}

TEST(SweepSummary, FitsTheLawToWholeRounds) {
  auto sweep = lawful(4);
  sweep.servers[0].rounds[3][2].reset();  // cut short
  const auto summary = summaries_of(sweep).front();
  EXPECT_EQ(summary.usl->doubt, UslDoubt::kNone);
  EXPECT_EQ(summary.usl->fit->residuals.size(), 3u * 8u);
  EXPECT_NEAR(*summary.usl->peak(), 43.6, 4);
  EXPECT_FALSE(summary.law.empty());
  EXPECT_EQ(whole_rounds(sweep), 3u);
}

TEST(SweepSummary, FitsWhatThereIsOfARoundThatWasCutShort) {
  auto sweep = lawful(1);
  sweep.servers[0].rounds[0][7].reset();
  const auto summary = summaries_of(sweep).front();
  EXPECT_EQ(summary.usl->loads, 7u);
  EXPECT_EQ(summary.usl->doubt, UslDoubt::kOneRound);
  EXPECT_FALSE(summary.rows[7].good);
  EXPECT_EQ(whole_rounds(sweep), 0u);
}

TEST(SweepSummary, LeavesOutOfFitAndKneeWhatTheGeneratorLimited) {
  auto sweep = lawful(3);
  auto& spoiled = sweep.servers[0].rounds[1][7]->load;
  spoiled.limit = Limit::kGenerator;
  spoiled.good = 1e6;
  const auto summary = summaries_of(sweep).front();
  EXPECT_FALSE(summary.rows[7].counts());
  EXPECT_EQ(summary.usl->loads, 7u);
  EXPECT_NEAR(summary.usl->fit->law.gamma, 100, 5);
  EXPECT_EQ(summary.knee.doubt, KneeDoubt::kNone);
}

TEST(SweepSummary, KeepsStepsWithSharedCoresAndMarksThem) {
  auto sweep = lawful(3);
  sweep.servers[0].rounds[1][7]->load.limit = Limit::kSharedCores;
  const auto summary = summaries_of(sweep).front();
  EXPECT_TRUE(summary.rows[7].counts());
  EXPECT_EQ(summary.rows[7].limit, Limit::kSharedCores);
  EXPECT_EQ(summary.usl->loads, 8u);
}

TEST(SweepSummary, CountsARateThatUsesUpConnectionsAsBeyondTheKnee) {
  auto sweep = one_loop(3);  // 10 ms a request: 100 connections are enough for 5000/s at 20 ms
  for (auto& round : sweep.servers[0].rounds) {
    round[2]->load.limit = Limit::kConnections;
    round[3].reset();
  }
  const auto summary = summaries_of(sweep).front();
  EXPECT_TRUE(summary.rows[2].counts());
  EXPECT_EQ(summary.knee.at, 20);
  EXPECT_EQ(*summary.knee.above, 40);
  EXPECT_TRUE(left_out(summary).empty());
  for (auto& round : sweep.servers[0].rounds) round[0]->load.limit = Limit::kGenerator;
  EXPECT_EQ(*summaries_of(sweep).front().knee.above, 40) << "beside the next rate that counts";
}

TEST(SweepSummary, LeavesOutARateWithTooFewConnectionsOfOurs) {
  auto sweep = one_loop(3);
  sweep.plan.connections = 1;  // in use all the time at 90/s x 11 ms, in an idle server too
  for (auto& round : sweep.servers[0].rounds) round[5]->load.limit = Limit::kConnections;
  const auto summary = summaries_of(sweep).front();
  EXPECT_FALSE(summary.rows[5].counts());
  EXPECT_EQ(summary.knee.highest, 70);
  EXPECT_EQ(left_out(summary), std::vector<double>{90});
}

TEST(SweepSummary, PredictsNothingFromALowestLoadThatFails) {
  auto sweep = lawful(3);
  for (auto& round : sweep.servers[0].rounds) round[0]->load.outcomes.add(Outcome::k5xx, 1000);
  EXPECT_EQ(summaries_of(sweep)[0].basis.from, Basis::From::kNothing);
}

TEST(SweepSummary, OfNothingSaysNothing) {
  auto sweep = two_workers(2);
  for (auto& round : sweep.servers[0].rounds) {
    for (auto& step : round) step.reset();
  }
  const auto summary = summaries_of(sweep).front();
  EXPECT_FALSE(summary.rows[0].good);
  EXPECT_EQ(summary.usl->doubt, UslDoubt::kTooFewLoads);
  EXPECT_EQ(summary.knee.doubt, KneeDoubt::kTooFewLoads);
}

}  // namespace
}  // namespace lab
