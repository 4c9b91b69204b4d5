// Facts merge without loss, and the identity is proved.
#include "loadgen/engine/result.hpp"

#include <gtest/gtest.h>

namespace lab {
namespace {

using namespace std::chrono_literals;

RunResult result_of(std::uint64_t latency, Outcome outcome) {
  RunResult result;
  EntryFacts entry;
  entry.due = 1;
  entry.outcomes.add(outcome);
  (is_answer(outcome) ? entry.latency.answered : entry.latency.unanswered).record(latency);
  result.entries = {entry};
  result.measured = 1s;
  result.seconds.resize(1);
  result.seconds[0].good = 1;
  result.workers["0/1"] = 1;
  result.clients.add(latency, latency);
  result.threads = {{1ms, 1s}};
  return result;
}

TEST(RunResult, MergesThreadsWithoutLoss) {
  auto all = result_of(10, Outcome::k2xx);
  auto other = result_of(30, Outcome::kTimeout);
  other.measured = 2s;
  other.began = WallTime(5s);
  other.seconds.resize(2);
  other.seconds[0].good = 2;
  other.seconds[1].good = 3;
  all.merge(other);
  EXPECT_EQ(all.entries[0].due, 2u);
  EXPECT_EQ(all.entries[0].outcomes.total(), 2u);
  EXPECT_EQ(all.entries[0].latency.answered.max(), 10u);
  EXPECT_EQ(all.entries[0].latency.unanswered.max(), 30u);
  EXPECT_EQ(all.measured, 2s);
  EXPECT_EQ(all.began, WallTime(5s));
  ASSERT_EQ(all.seconds.size(), 2u);
  EXPECT_EQ(all.seconds[0].good, 3u);
  EXPECT_EQ(all.seconds[1].good, 3u);
  EXPECT_EQ(all.workers.at("0/1"), 2u);
  EXPECT_EQ(all.clients.least, 10u);
  EXPECT_EQ(all.clients.most, 30u);
  EXPECT_EQ(all.threads.size(), 2u);
}

TEST(RunResult, AppendsARoundInTime) {
  auto all = result_of(10, Outcome::k2xx);
  all.most_waiting = 4;
  all.machine = MachineFacts{100, 50, 2};
  auto later = result_of(30, Outcome::kTimeout);
  later.most_waiting = 3;
  later.seconds[0].good = 2;
  later.machine = MachineFacts{10, 5, 2};
  all.append(later);
  EXPECT_EQ(all.measured, 2s);
  EXPECT_EQ(all.entries[0].due, 2u);
  ASSERT_EQ(all.seconds.size(), 2u);
  EXPECT_EQ(all.seconds[0].good, 1u);
  EXPECT_EQ(all.seconds[1].good, 2u);
  ASSERT_EQ(all.threads.size(), 1u);
  EXPECT_EQ(all.threads[0].cpu, 2ms);
  EXPECT_EQ(all.threads[0].wall, 2s);
  EXPECT_EQ(all.most_waiting, 4u);
  EXPECT_EQ(all.machine->busy_ticks, 110u);
  EXPECT_EQ(all.machine->cores, 2);
  EXPECT_EQ(all.clients.asked, 2u);
}

TEST(RunResult, ProvesThatEveryRequestEndedOnce) {
  auto result = result_of(10, Outcome::k2xx);
  EXPECT_TRUE(check_identity(result));
  ++result.entries[0].due;
  const auto proof = check_identity(result);
  ASSERT_FALSE(proof);
  EXPECT_EQ(proof.error().text,
            "internal error: 2 requests were due, 1 ended in a class and 1 have a time");
}

TEST(Outcomes, HaveTheirRowsInTheOrderOfTheEnum) {
  for (std::size_t i = 0; i < kOutcomes; ++i) {
    EXPECT_EQ(static_cast<std::size_t>(outcome_rows()[i].outcome), i);
  }
}

TEST(Outcomes, AreToldByTheStatus) {
  EXPECT_EQ(outcome_of_status(204), Outcome::k2xx);
  EXPECT_EQ(outcome_of_status(304), Outcome::k3xx);
  EXPECT_EQ(outcome_of_status(404), Outcome::k4xx);
  EXPECT_EQ(outcome_of_status(599), Outcome::k5xx);
  EXPECT_EQ(outcome_of_status(101), Outcome::kProtocol);
  EXPECT_EQ(outcome_of_status(999), Outcome::kProtocol);
}

TEST(ClientFacts, CountClientsThatGotNothing) {
  ClientFacts facts;
  facts.add(0, 0);
  facts.add(4, 4);
  EXPECT_EQ(facts.asked, 2u);
  EXPECT_EQ(facts.never_answered, 1u);
  EXPECT_EQ(facts.least, 0u);
  EXPECT_EQ(facts.most, 4u);
}

}  // namespace
}  // namespace lab
